import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, cross_sums
from heedful.base.org.domain import place, rebuild_ancestry
from heedful.listen.feedback.domain import erase
from heedful.understand.asking.planner import CELLS, NoPath, plan
from heedful.understand.blocks.domain import fold
from heedful.understand.blocks.pairing import pair_count
from heedful.understand.lake.raw import RawOnPostgres
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.rules import Window
from tests.understand.asking.test_every_path import whole_numbers
from tests.understand.blocks.conftest import FIRST, hand_out
from tests.understand.blocks.test_running import about

MONTHS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]


def counts(chain, chance, n):
    for _ in range(n):
        first, end = sorted(chance.sample(MONTHS, 2))
        are_locations = chance.random() < 0.5
        everybody = chain.locations if are_locations else [chain.root, *chain.groups]
        yield Count(
            about(chain, chance.choice(["waiting", "cleanliness"])),
            Need.PAIRS,
            (Window(first, end - timedelta(days=1)),),
            tuple(node.pk for node in chance.sample(everybody, chance.randint(1, 3))),
            are_locations=are_locations,
            by=chance.choice([(), (Dimension.MONTH,)]),
        )


def assert_same(chain, seed):
    for count in counts(chain, random.Random(seed), 15):
        told = pair_count(count)
        assert told is not None
        assert whole_numbers(told) == whole_numbers(RawOnPostgres().count(count)), count


@pytest.mark.parametrize("share_weighted", [0.0, 0.3])
def test_cross_products_count_what_the_rows_count_folded_or_not(chain, share_weighted):
    # A month's cross-products know no days: the move must come with a month.
    place(node=chain.locations[0], parent=chain.groups[1], since=date(2026, 3, 1))
    rebuild_ancestry(tenant_id=chain.tenant.pk)
    keys = chain.hear(150, share_weighted=share_weighted)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    assert_same(chain, 1)

    chain.hear(60, share_weighted=share_weighted, first=FIRST + timedelta(days=5), days=30)
    for key in keys[:30]:
        erase(tenant_id=chain.tenant.pk, feedback_id=key)
    hand_out()
    assert_same(chain, 2)

    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    assert_same(chain, 3)


def test_what_months_cannot_say_is_left_to_single_rows(chain):
    chain.hear(20)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    whole = Window(date(2026, 2, 1), date(2026, 3, 31))
    of = (about(chain, "waiting"), Need.PAIRS)
    count = Count(*of, (whole,), (chain.locations[0].pk,), are_locations=True)
    assert plan(count, CELLS).path.name == "running cross-products"

    others = [
        replace(count, spans=(Window(date(2026, 2, 2), date(2026, 3, 31)),)),
        replace(count, by=(Dimension.WEEK,)),
        # The first location moved on 4 March.
        replace(count, nodes=(chain.groups[1].pk,), are_locations=False),
    ]
    for other in others:
        with pytest.raises(NoPath):
            plan(other, CELLS)


def test_a_matrix_holds_all_cross_products_and_grows_with_the_items():
    chance = np.random.default_rng(3)
    scores = chance.integers(1, 6, (40, 3)).astype(np.int16)
    scores[chance.random(scores.shape) < 0.2] = NOT_ANSWERED
    weights = chance.integers(1, 9, 40) * 250_000
    groups = chance.integers(0, 4, 40)
    cross = cross_sums(scores, groups, 4, weights)
    order, wide = Order(3), Order(5)

    matrix = order.matrix(cross, is_heavy=True)
    grown = wide.cross(order.resized(matrix, wide))

    for old, same, new in zip(
        cross.parts(), order.cross(matrix).parts(), grown.parts(), strict=True
    ):
        assert (same == old).all()
        assert (new[:, :3, :3] == old).all()
        assert new.sum() == old.sum()
    n, item, outcome, *_, products, squares = matrix[order.of_pair(2, 0)]
    assert (n == cross.n[:, 2, 0]).all()
    assert (item == cross.sums[:, 2, 0]).all()
    assert (outcome == cross.sums[:, 0, 2]).all()
    assert (products == cross.products[:, 0, 2]).all()
    assert (squares == cross.weight_squares[:, 2, 0]).all()
