import numpy as np
import pytest

from cxstats.consistency import FEWEST, consistency


def sums(rng, spreads, n):
    counts = np.broadcast_to(n, spreads.shape)
    samples = [rng.normal(8, spread, size) for spread, size in zip(spreads, counts, strict=True)]
    total = [sample.sum() for sample in samples]
    return counts, total, [np.square(sample).sum() for sample in samples]


def test_intervals_hold_the_truth_and_pulling_helps():
    rng, held, ours, own = np.random.default_rng(1), [], [], []
    for _ in range(30):
        truth = 2 * np.exp(rng.normal(0, 0.2, 60))
        n, total, squares = sums(rng, truth, rng.integers(8, 120, 60))
        found = consistency(n, total, squares)
        held.append((found.low <= truth) & (truth <= found.high))
        variance = (np.array(squares) - np.square(total) / n) / (n - 1)
        ours.append((np.log(found.value / truth) ** 2).mean())
        own.append((np.log(np.sqrt(variance) / truth) ** 2).mean())

    assert 0.93 <= np.mean(held) <= 0.98
    assert np.mean(ours) < np.mean(own)


def test_intervals_hold_the_truth_where_little_is_known_of_how_much_places_differ():
    """A normal interval around what the likeliest difference gives held 92 to 94%."""
    rng, held = np.random.default_rng(4), []
    for _ in range(150):
        truth = 2 * np.exp(rng.normal(0, 0.07, 120))
        samples = rng.normal(8, truth[:, None], (120, 40))
        n = np.full(120, 40)
        found = consistency(n, samples.sum(axis=1), np.square(samples).sum(axis=1))
        held.append((found.low <= truth) & (truth <= found.high))

    assert np.mean(held) == pytest.approx(0.95, abs=0.01)


def test_the_squared_error_of_a_logarithm_is_that_of_many_samples():
    """O'Neill's formula against simulation, for answers more peaked than normal ones."""
    samples = np.random.default_rng(2).laplace(size=(40_000, 60))  # peakedness 6
    formula = (6 - 57 / 59) / 60

    assert np.log(samples.var(axis=1, ddof=1)).var() == pytest.approx(formula, rel=0.15)


def test_many_answers_speak_for_themselves():
    truth = np.array([1.0, 2.0, 4.0])
    found = consistency(*sums(np.random.default_rng(3), truth, 40_000))

    assert found.value == pytest.approx(truth, rel=0.02)
    assert found.shrinkage.max() < 0.001


def test_a_place_with_few_answers_or_all_alike_has_the_typical_value():
    n = [400, 400, FEWEST - 1, 50]
    total, squares = [3200, 3200, 32, 400], [27_200, 27_200, 264, 3200]
    found = consistency(n, total, squares)

    assert found.value[2:] == pytest.approx([found.typical] * 2)


@pytest.mark.parametrize("n", [[], [0, 0], [1]])
def test_nothing_known_is_unknown(n):
    found = consistency(n, n, n)

    assert np.isnan(found.value).all()
    assert np.isnan(found.typical)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="shape"):
        consistency([1, 2], [1], [1, 2])
    with pytest.raises(ValueError, match="peaked"):
        consistency([9], [9], [9], peakedness=0.5)
