import numpy as np
import pytest

from cxstats.covariance import PairMoments
from cxstats.replicates import MOST_DRAWN, replicate_correlations

PLACES, ITEMS = 3 * MOST_DRAWN + 7, 4


def moments(rng):
    """Places that differ in how much their customers' answers hang together."""
    together = rng.uniform(0.2, 2.0, (PLACES, 1, 1)) * rng.normal(size=(PLACES, 12, 1))
    answers = rng.normal(size=(PLACES, 12, ITEMS)) + together
    apart = answers - answers.mean(axis=1, keepdims=True)
    products = np.einsum("gni,gnj->gij", apart, apart)
    squares = np.repeat(np.einsum("gii->gi", products)[:, :, None], ITEMS, axis=2)
    n = np.full_like(products, 12.0)
    return PairMoments(n=n, mean=np.zeros_like(n), squares=squares, products=products)


def test_very_many_places_differ_in_groups_as_they_do_one_by_one():
    rng = np.random.default_rng(8)
    many = moments(rng)
    drawn = replicate_correlations(many).correlations[:, 0, 1:]
    # Every place by itself, drawn with replacement: the ordinary bootstrap.
    counts = rng.multinomial(PLACES, np.full(PLACES, 1 / PLACES), size=400)
    totals = np.einsum("rg,gij->rij", counts, many.products)
    size = np.sqrt(np.einsum("rii->ri", totals))
    usual = (totals / size[:, :, None] / size[:, None, :])[:, 0, 1:]

    assert drawn.mean(axis=0) == pytest.approx(usual.mean(axis=0), abs=0.001)
    # Of 400 draws a spread is known to 5% each, so to 15% with certainty.
    assert drawn.std(axis=0) == pytest.approx(usual.std(axis=0), rel=0.15)


def test_no_place_is_left_out_of_its_group():
    many = moments(np.random.default_rng(9))
    centre = replicate_correlations(many).correlations.mean(axis=0)

    assert centre == pytest.approx(many.pooled().correlations()[0], abs=0.002)
