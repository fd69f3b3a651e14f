import numpy as np
import pytest

from cxstats.covariance import pair_moments
from cxstats.pooled_pairs import MOST_SETS, pool_pairs
from cxstats.replicates import replicate_correlations
from cxstats.sums import cross_sums

PLACES, ITEMS, ANSWERS = 3 * MOST_SETS + 7, 4, 12


def sums(rng):
    """Places that differ in how much their customers' answers hang together."""
    together = rng.uniform(0.2, 2.0, (PLACES, 1, 1)) * rng.normal(size=(PLACES, ANSWERS, 1))
    answers = rng.normal(size=(PLACES, ANSWERS, ITEMS)) + together
    hundredths = np.round(100 * answers).astype(np.int16).reshape(-1, ITEMS)
    return cross_sums(hundredths, np.repeat(np.arange(PLACES), ANSWERS), PLACES)


def test_very_many_places_differ_in_sets_as_they_do_one_by_one():
    rng = np.random.default_rng(8)
    many = sums(rng)
    drawn = replicate_correlations(pool_pairs(many)).correlations[:, 0, 1:]
    # Every place by itself, drawn with replacement: the ordinary bootstrap.
    counts = rng.multinomial(PLACES, np.full(PLACES, 1 / PLACES), size=400)
    totals = np.einsum("rg,gij->rij", counts, pair_moments(many).products)
    size = np.sqrt(np.einsum("rii->ri", totals))
    usual = (totals / size[:, :, None] / size[:, None, :])[:, 0, 1:]

    assert drawn.mean(axis=0) == pytest.approx(usual.mean(axis=0), abs=0.001)
    # Of 400 draws a spread is known to 5% each, so to 15% with certainty.
    assert drawn.std(axis=0) == pytest.approx(usual.std(axis=0), rel=0.15)


def test_no_place_is_left_out_of_its_set():
    many = sums(np.random.default_rng(9))
    centre = replicate_correlations(pool_pairs(many)).correlations.mean(axis=0)

    assert centre == pytest.approx(pair_moments(many).pooled().correlations()[0], abs=0.002)
