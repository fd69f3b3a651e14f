import random
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from heedful.base.org.domain import place, rebuild_ancestry
from heedful.listen.feedback.domain import erase
from heedful.understand.asking.planner import CELLS, plan
from heedful.understand.blocks.domain import fold
from heedful.understand.blocks.models import BlockState
from heedful.understand.blocks.running import running_count
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.daily import DailyCells
from heedful.understand.metrics.dimensions import TIMES, Dimension, Filter
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.models import Waiting
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from tests.makers import make_node
from tests.understand.blocks.conftest import DAYS, FIRST, Chain, hand_out, in_millionths

LAST = FIRST + timedelta(days=DAYS - 1)


def about(chain: Chain, item=None):
    return subject(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id, item=item)


def counts(chain: Chain, chance: random.Random, n: int):
    """Random counts over the chain."""
    for _ in range(n):
        days = chance.choice([1, 7, 30, 45])
        last = FIRST + timedelta(days=chance.randrange(-5, DAYS + 20))
        window = Window.ending(last, days=days)
        spans = chance.choice([(window,), (window, window.before), (window, window)])
        are_locations = chance.random() < 0.5
        everybody = chain.locations if are_locations else [chain.root, *chain.groups]
        if not are_locations and chance.random() < 0.3:
            everybody = [*everybody, chain.locations[0]]
        nodes = tuple(node.pk for node in chance.sample(everybody, chance.randint(1, 3)))
        by = tuple(chance.sample(sorted(TIMES), chance.choice([0, 1, 1])))
        where = ()
        if chance.random() < 0.2:
            where = (Filter(Dimension.WEEKDAY, ("0", "5")),)
        item = chance.choice([None, "waiting", "cleanliness"])
        yield Count(
            about(chain, item),
            Need.ANSWERS,
            spans,
            nodes,
            are_locations=are_locations,
            by=tuple(Dimension(one) for one in by),
            where=where,
        )


def assert_same(chain: Chain, seed: int, n: int = 40) -> None:
    for count in counts(chain, random.Random(seed), n):
        told = running_count(count)
        assert told is not None
        assert in_millionths(told) == in_millionths(DailyCells().count(count)), count


@pytest.mark.parametrize("share_weighted", [0.0, 0.3])
def test_running_sums_count_what_the_cells_count_folded_or_not(chain, share_weighted):
    keys = chain.hear(200, share_weighted=share_weighted)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    assert Waiting.objects.count() == 0
    assert_same(chain, 1)

    chain.hear(60, share_weighted=share_weighted)
    for key in keys[:30]:
        erase(tenant_id=chain.tenant.pk, feedback_id=key)
    hand_out()
    assert Waiting.objects.count() > 0
    assert_same(chain, 2)

    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    assert_same(chain, 3)


def test_a_changed_tree_and_a_new_place_show_at_once(chain):
    chain.hear(100)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    place(node=chain.locations[1], parent=chain.groups[0], since=FIRST + timedelta(days=20))
    rebuild_ancestry(tenant_id=chain.tenant.pk)
    chain.locations.append(make_node(chain.groups[0]))
    assert_same(chain, 4)

    chain.hear(50)
    assert_same(chain, 5)


def test_late_feedback_for_an_earlier_month_moves_all_that_comes_after(chain):
    chain.hear(60, first=FIRST + timedelta(days=60), days=20)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    chain.hear(60, first=FIRST, days=20, share_weighted=0.5)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)

    assert_same(chain, 6)


def test_blocks_are_begun_from_cells_that_were_there_before_them(chain):
    chain.hear(80, share_weighted=0.2)
    Waiting.objects.all().delete()
    chain.hear(5)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)

    assert_same(chain, 7)


def test_places_stand_far_behind_in_large_blocks(chain):
    others = b"".join(uuid.uuid4().bytes for _ in range(4_000))
    BlockState.objects.create(
        tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id, axis=others
    )
    chain.hear(60, share_weighted=0.2)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)

    assert_same(chain, 8, 10)


def test_no_path_over_blocks_is_taken_before_they_are_whole(chain):
    chain.hear(5)
    count = Count(
        about(chain),
        Need.ANSWERS,
        (Window(FIRST, LAST),),
        (chain.root.pk,),
        are_locations=False,
    )
    assert running_count(count) is None
    assert plan(count).path.name == "daily cells"

    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    assert plan(count).path.name == "running sums of groups"
    few = replace(count, nodes=(chain.locations[0].pk,), are_locations=True)
    assert plan(few).path.name == "daily cells"
    BlockState.objects.update(ready=False)
    assert [one.refuses for one in plan(count, CELLS).considered] == [
        "",
        "these are sums of locations",
        "the running sums are still being added up",
        "cross-products do not hold answers",
    ]
