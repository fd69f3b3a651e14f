import numpy as np
import pytest

from cxstats.variances import moderated_variances


def sums(samples):
    arrays = [np.array(sample, dtype=float) for sample in samples]
    return (
        np.array([float(len(one)) for one in arrays]),
        np.array([one.sum() for one in arrays]),
        np.array([(one**2).sum() for one in arrays]),
    )


def test_groups_of_one_variance_share_all_of_it():
    samples = [[1, 2, 3], [4, 5, 6, 7], [9]]

    found = moderated_variances(*sums(samples))

    assert found.common == pytest.approx((2 + 5) / 5)
    assert np.isinf(found.lent)
    assert found.value == pytest.approx([7 / 5] * 3)
    assert found.degrees.tolist() == [5, 5, 5]


def test_what_is_lent_is_found_from_how_much_variances_differ():
    rng = np.random.default_rng(3)
    # Their squared coefficient of variation is 1 / 10, which is worth 2 / (1 / 10) degrees.
    true = rng.gamma(10, 1 / 10, 20_000)
    draw = rng.normal(0, np.sqrt(true)[:, None], (20_000, 15))

    found = moderated_variances(np.full(20_000, 15.0), draw.sum(1), (draw**2).sum(1))

    # The variance of normal samples differs with it, so a little more than chance is seen.
    assert found.lent == pytest.approx(20, rel=0.15)
    own = draw.var(axis=1, ddof=1)
    expected = (found.lent * found.common + 14 * own) / (found.lent + 14)
    assert found.value == pytest.approx(expected)
    assert found.degrees == pytest.approx(np.full(20_000, found.lent + 14))
    assert np.square(found.value - true).mean() < 0.7 * np.square(own - true).mean()


def test_groups_without_two_values_say_nothing():
    found = moderated_variances([1, 0], [3, 0], [9, 0])

    assert np.isnan(found.value).all()
