import numpy as np
import pytest

from cxstats.covariance import pair_moments
from cxstats.cross import CrossSums
from cxstats.pooled_pairs import MOST_SETS, chance_sets, pool_pairs
from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, cross_sums

ITEMS = [3, 0, 2]


def made(groups, *, weighted):
    """Sums of groups some of which have no answers, or only one."""
    rng = np.random.default_rng(4)
    scores = rng.integers(1, 6, (5 * groups, 4)).astype(np.int16)
    scores[rng.random(scores.shape) < 0.3] = NOT_ANSWERED
    at = rng.integers(0, groups, len(scores))
    weights = rng.choice([WEIGHT_ONE // 2, 3 * WEIGHT_ONE], len(scores))
    plain = cross_sums(scores, at, groups)
    return plain, cross_sums(scores, at, groups, weights) if weighted else None


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("groups", [1, 7, MOST_SETS + 500])
def test_it_is_what_the_moments_of_all_groups_add_up_to(groups, weighted):
    sums = made(groups, weighted=weighted)
    moments = pair_moments(*sums, items=ITEMS)

    found = pool_pairs(*sums, items=ITEMS)

    assert found.pairs == pytest.approx(moments.n.sum(axis=0))
    assert found.n == pytest.approx(moments.pooled().n[0])
    assert found.used.tolist() == (moments.item_n() > 1).sum(axis=0).tolist()
    assert found.squares.sum(axis=2) == pytest.approx(moments.squares.sum(axis=0))
    assert found.products.sum(axis=2) == pytest.approx(moments.products.sum(axis=0))
    assert found.correlations() == pytest.approx(moments.pooled().correlations(), nan_ok=True)


def test_a_group_is_a_set_of_its_own_or_in_one_with_others():
    sums, _ = made(MOST_SETS + 500, weighted=False)
    moments = pair_moments(sums)
    sets = chance_sets(MOST_SETS + 500, np.random.default_rng(20_261_122))
    added = np.zeros((MOST_SETS, 4, 4))
    np.add.at(added, sets, moments.products)

    assert np.sort(np.bincount(sets)).tolist() == [1] * 1500 + [2] * 500
    assert np.moveaxis(pool_pairs(sums).products, -1, 0) == pytest.approx(added)


def test_how_sums_lie_in_memory_does_not_matter():
    sums, _ = made(300, weighted=False)
    turned = CrossSums(*(np.asfortranarray(part).astype(np.int32) for part in sums.parts()))

    here, there = pool_pairs(sums), pool_pairs(turned)

    assert np.array_equal(here.squares, there.squares)
    assert np.array_equal(here.products, there.products)


def test_some_items_are_those_of_all():
    sums, _ = made(40, weighted=False)

    chosen = pool_pairs(sums).items(ITEMS)

    assert chosen.n_items == len(ITEMS)
    assert chosen.squares == pytest.approx(pool_pairs(sums, items=ITEMS).squares)
    assert chosen.pairs.tolist() == pool_pairs(sums, items=ITEMS).pairs.tolist()
