import numpy as np
import pytest
from scipy.stats import norm

from cxstats.bad_days import bad_days, usual_low


def draw(rng, *, days=200, places=20, day=0.5, within=4.0):
    """Days of places with a few answers each: what is seen and what is true."""
    location = np.repeat(np.arange(places), days)
    centre = rng.normal(8, 0.5, places)
    truth = centre[location] + rng.normal(0, np.sqrt(day), location.size)
    n = rng.integers(1, 12, location.size)
    seen = truth + rng.normal(0, np.sqrt(within / n))
    level = usual_low(8, 0.25, day)
    found = bad_days(
        n, seen, location, np.tile(centre, (300, 1)),
        day=np.full(300, day), within=within, level=level, rng=rng,
    )  # fmt: skip
    return found, truth < level, location


def test_probabilities_are_kept():
    found, bad, _ = draw(np.random.default_rng(1))
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        among = (found.probability >= low) & (found.probability < high)
        assert bad[among].mean() == pytest.approx(found.probability[among].mean(), abs=0.06)


def test_of_the_days_named_about_a_tenth_at_most_are_wrong():
    named, wrong = 0, 0
    for seed in range(20):
        found, bad, _ = draw(np.random.default_rng(seed), day=1.0)
        named += found.sure.sum()
        wrong += (found.sure & ~bad).sum()

    assert named > 200
    assert wrong / named <= 0.13


def test_shares_hold_the_truth_as_often_as_they_say():
    held = []
    for seed in range(20):
        found, bad, location = draw(np.random.default_rng(seed))
        true = np.bincount(location, bad) / 200
        held.append((found.share_low <= true) & (true <= found.share_high))

    assert 0.85 <= np.mean(held) <= 0.96


def test_one_day_is_the_textbook_normal_posterior():
    found = bad_days(
        [4], [5.0], [0], np.full((10, 1), 8.0),
        day=np.full(10, 1.0), within=4.0, level=6.0, rng=np.random.default_rng(1),
    )  # fmt: skip

    assert found.value == pytest.approx([6.5])
    assert found.probability == pytest.approx([norm.cdf((6.0 - 6.5) / np.sqrt(0.5))])


def test_answers_far_from_the_ends_of_a_scale_count_for_less():
    """Two days, as many answers: 5 of 0 to 10 leaves 25, 9 leaves 9, and both 17 on average."""
    found = bad_days(
        [400, 400], [5.0, 9.0], [0, 1], np.tile([5.5, 8.5], (10, 1)),
        day=np.full(10, 1.0), within=4.0, level=5.0, rng=np.random.default_rng(1), scale=(0, 10),
    )  # fmt: skip
    pull = np.array([4 / 400 * 25 / 17, 4 / 400 * 9 / 17])
    pull /= 1 + pull

    assert found.value == pytest.approx([5 + 0.5 * pull[0], 9 - 0.5 * pull[1]], abs=1e-4)


def bounded(rng, *, spread):
    """Days on a scale of 0 to 10, where answers are rounded and end with 10; a tenth is bad."""
    location = np.repeat(np.arange(30), 90)
    felt = rng.normal(8.3, 0.5, 30)[location] + rng.normal(0, 0.8, location.size)
    n = rng.integers(1, 20, location.size)
    day = np.repeat(np.arange(location.size), n)
    score = np.clip(np.rint(felt[day] + rng.normal(0, spread, day.size)), 0, 10)
    truth = norm.cdf((felt[:, None] - np.arange(0.5, 10)) / spread).sum(axis=1)
    centre = np.bincount(location, truth) / 90
    apart, within = truth - centre[location], score - truth[day]
    level = float(np.quantile(truth, 0.1))
    found = bad_days(
        n, np.bincount(day, score) / n, location, np.tile(centre, (20, 1)),
        day=np.full(20, apart.var()), within=float(np.mean(within**2)), level=level, rng=rng,
        scale=(0, 10),
    )  # fmt: skip
    return int(found.sure.sum()), int((found.sure & (truth >= level)).sum())


@pytest.mark.parametrize("spread", [1.5, 2.2])
def test_low_days_next_to_the_end_of_a_scale_are_named_with_care(spread):
    rng = np.random.default_rng(8)
    named, wrong = np.sum([bounded(rng, spread=spread) for _ in range(12)], axis=0)

    assert named > 200
    assert wrong / named <= 0.1


def test_days_that_do_not_differ_are_as_their_location_is():
    found = bad_days(
        [1, 9], [1.0, 9.0], [0, 1], np.tile([5.0, 7.0], (10, 1)),
        day=np.zeros(10), within=4.0, level=6.0, rng=np.random.default_rng(1),
    )  # fmt: skip

    assert found.probability == pytest.approx([1, 0])


def test_a_place_without_days_has_no_share_and_nothing_is_named():
    found = bad_days(
        [], [], [], np.full((10, 1), 8.0),
        day=np.ones(10), within=4.0, level=6.0, rng=np.random.default_rng(1),
    )  # fmt: skip

    assert (np.isnan(found.share).tolist(), found.sure.tolist()) == ([True], [])


def test_a_tenth_of_all_days_is_truly_below_the_usual_low():
    rng = np.random.default_rng(6)
    days = rng.normal(8, 0.5, 400_000) + rng.normal(0, 0.7, 400_000)

    assert np.mean(days < usual_low(8, 0.25, 0.49)) == pytest.approx(0.1, abs=0.002)


def test_a_scale_without_length_is_named():
    with pytest.raises(ValueError, match="scale"):
        bad_days(
            [1], [1.0], [0], np.zeros((1, 1)), day=[1.0], within=1.0, level=0.0,
            rng=np.random.default_rng(1), scale=(5, 5),
        )  # fmt: skip
