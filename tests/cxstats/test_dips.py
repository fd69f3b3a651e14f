import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from cxstats.dips import SIGNS, SIZES, explained, likelihoods

SEEN = [(-0.4, 0.02), (0.1, 0.3), (2.0, 0.05)]


def density(d, sign, size):
    return (sign * d > 0) * 2 * d**4 / (3 * size**4) * norm.pdf(d, 0, size)


@pytest.mark.parametrize(("x", "variance"), SEEN)
def test_likelihoods_equal_numerical_integrals(x, variance):
    mine = likelihoods(np.array(x), np.array(variance))

    def given(d, sign, size):
        return density(d, sign, size) * norm.pdf(x, d, np.sqrt(variance))

    theirs = [
        quad(given, -6, 6, args=(sign, size), points=[0, x], limit=200)[0]
        for sign, size in zip(SIGNS, SIZES, strict=True)
    ]
    assert mine.zero == pytest.approx(norm.pdf(x, 0, np.sqrt(variance)))
    assert mine.sized == pytest.approx(np.array(theirs), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("x", "variance"), SEEN)
def test_means_squares_and_tails_equal_numerical_integrals(x, variance):
    bound = -0.25

    mine = explained(np.array(x), np.array(variance), np.array(bound))

    def given(d, sign, size, power):
        return d**power * density(d, sign, size) * norm.pdf(x, d, np.sqrt(variance))

    for k, (sign, size) in enumerate(zip(SIGNS, SIZES, strict=True)):
        first, second = (
            quad(given, -6, 6, args=(sign, size, power), points=[0, x], limit=200)[0]
            for power in (1, 2)
        )
        # A bound below zero is past by every upward deviation, and by downward ones beneath it.
        ends = (-6, bound) if sign < 0 else (0, 6)
        past = quad(given, *ends, args=(sign, size, 0), limit=200)[0]
        assert mine.first[k] == pytest.approx(first, rel=1e-6, abs=1e-12)
        assert mine.second[k] == pytest.approx(second, rel=1e-6, abs=1e-12)
        assert mine.beyond[k] == pytest.approx(past, rel=1e-6, abs=1e-12)
