"""Factors reach the cells exactly once, whatever else happens to the rows meanwhile."""

import random
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED, NoSuchFeedback, correct, erase
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.rows import read_rows
from heedful.listen.feedback.weighing import Factors, overrule, set_factors
from heedful.understand.metrics.domain import apply, verify
from heedful.understand.metrics.models import DayCell
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

MARCH = date(2026, 3, 1)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FULL, HALF, TENTH = 1_000_000, 500_000, 100_000


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield tenant, make_node(root, "A"), make_node(root, "B"), make_questionnaire(tenant)[1]


def hand_out(limit: int = 500) -> None:
    OutboxEntry.objects.update(due_at=LONG_AGO)
    while dispatch(handlers={CHANGED: apply}, now=LATER, limit=limit):
        pass


def weigh(tenant, ids, factor, *reasons, kind="quality") -> int:
    factors = Factors(ids, [factor] * len(ids), [reasons] * len(ids))
    return set_factors(tenant_id=tenant.pk, kind=kind, factors=factors, now=NOW)


def outcome(cell: DayCell) -> tuple[int, list[int], list[int] | None]:
    """Rows, then number, sum and sum of squares of the outcome, plain and with weights."""
    pick = [0, 2, 3]
    plain = [cell.sums[i] for i in pick]
    return cell.rows, plain, cell.weighted and [cell.weighted[i] for i in pick]


def decide(tenant, key, to, by=None) -> None:
    overrule(tenant_id=tenant.pk, feedback_id=key, kind="quality", to=to, by_id=by, now=NOW)


def test_a_row_that_counts_less_is_still_a_row(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5]), (a, MARCH, [2, 1, 1])])
    hand_out()

    assert weigh(tenant, keys[:1], HALF, "straight") == 1
    hand_out()

    assert outcome(DayCell.objects.get()) == (
        2,
        [2, 11, 85],
        [1_500_000, 6_500_000, 44_500_000],
    )
    assert Feedback.objects.get(id=keys[0]).weight == FULL
    assert not verify(tenant.pk)


def test_saying_the_same_again_tells_the_cells_nothing(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])])
    weigh(tenant, keys, HALF, "straight")
    hand_out()

    assert weigh(tenant, keys, HALF, "straight") == 0
    assert OutboxEntry.objects.count() == 0


def test_a_person_overrules_and_taking_that_back_restores_exactly(house):
    tenant, a, _, version = house
    member = make_member(a)
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5]), (a, MARCH, [2, 1, 1])])
    weigh(tenant, keys[:1], TENTH, "straight", "fast")
    hand_out()
    before = outcome(DayCell.objects.get())

    decide(tenant, keys[0], FULL, member.user_id)
    hand_out()
    assert outcome(DayCell.objects.get()) == (2, [2, 11, 85], [2_000_000, 11_000_000, 85_000_000])
    kept = RowFactor.objects.get()
    assert (kept.factor, kept.reasons, kept.overruled_by, kept.overruled_at) == (
        TENTH,
        ["straight", "fast"],
        member.user,
        NOW,
    )

    # A study that finds something else meanwhile does not touch what the person decided.
    assert weigh(tenant, keys[:1], HALF, "fast") == 0
    assert weigh(tenant, keys[:1], TENTH, "straight", "fast") == 0
    decide(tenant, keys[0], None)
    hand_out()
    assert outcome(DayCell.objects.get()) == before
    assert RowFactor.objects.get().overruled_at is None
    assert not verify(tenant.pk)


def test_a_row_nothing_was_found_of_can_be_counted_less_by_a_person(house):
    tenant, a, _, version = house
    (key,) = make_feedback(version, [(a, MARCH, [9, 4, 5])])
    decide(tenant, key, TENTH)
    hand_out()
    assert outcome(DayCell.objects.get())[2] == [100_000, 900_000, 8_100_000]

    decide(tenant, key, None)
    hand_out()
    assert outcome(DayCell.objects.get())[2] == [1_000_000, 9_000_000, 81_000_000]
    assert RowFactor.objects.count() == 0


def test_factors_of_both_kinds_multiply_and_rows_read_as_they_count(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])] * 2, weights=[2_000_001, FULL])
    weigh(tenant, keys[:1], HALF, "fast")
    weigh(tenant, keys[:1], 3_000_000, kind="design")
    hand_out()

    rows = read_rows(
        tenant_id=tenant.pk,
        questionnaire_id=version.questionnaire_id,
        first=MARCH,
        last=MARCH,
        slots=3,
    )
    # Half of 2,000,001 is rounded up, then taken three times.
    assert dict(zip(rows.ids, rows.weights.tolist(), strict=True)) == {
        keys[0]: 3_000_003,
        keys[1]: FULL,
    }
    assert not verify(tenant.pk)


def test_what_is_erased_leaves_no_factor_behind(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])])
    weigh(tenant, keys, TENTH, "fast")
    hand_out()

    erase(tenant_id=tenant.pk, feedback_id=keys[0])
    hand_out()

    assert (DayCell.objects.count(), RowFactor.objects.count()) == (0, 0)


def test_a_factor_that_would_drop_a_row_is_refused(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])])
    with pytest.raises(IntegrityError), transaction.atomic():
        weigh(tenant, keys, 0)


def test_a_row_that_was_never_given_cannot_be_overruled(house):
    tenant, *_ = house
    with pytest.raises(NoSuchFeedback):
        decide(tenant, tenant.pk, TENTH)


def test_an_erasure_that_overtakes_a_change_of_weight_loses_nothing(house):
    tenant, a, _, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])])
    hand_out()
    weigh(tenant, keys, TENTH, "fast")
    erase(tenant_id=tenant.pk, feedback_id=keys[0])
    make_feedback(version, [(a, MARCH, [3, 2, 2])])
    for entry in OutboxEntry.objects.order_by("-pk"):
        OutboxEntry.objects.exclude(pk=entry.pk).update(due_at=LATER)
        OutboxEntry.objects.filter(pk=entry.pk).update(due_at=LONG_AGO)
        assert dispatch(handlers={CHANGED: apply}, now=LATER, limit=1) == 1

    assert not verify(tenant.pk)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_in_whatever_order_cells_are_what_a_recount_gives(house, seed):
    """The recount here is by hand: plain sums over the rows that stand, times their factors."""
    tenant, a, b, version = house
    chance = random.Random(seed)
    keys: list = []
    for _ in range(40):
        match chance.choice(["give", "weigh", "weigh", "design", "decide", "correct", "erase"]):
            case "give":
                rows = [
                    (chance.choice([a, b]), MARCH, [chance.randint(0, 10), chance.randint(1, 5), 3])
                    for _ in range(chance.randint(1, 4))
                ]
                weights = [chance.choice([FULL, 700_001, 2_500_000]) for _ in rows]
                keys += make_feedback(version, rows, weights=weights)
            case "weigh":
                weigh(tenant, keys[-3:], chance.choice([FULL, HALF, 333_333]), "fast")
            case "design":
                weigh(tenant, keys, chance.choice([FULL, 1_234_567, 800_000]), kind="design")
            case "decide" if keys:
                decide(tenant, chance.choice(keys), chance.choice([None, FULL, TENTH]))
            case "correct" if keys:
                scores = [chance.randint(0, 10), 2, -32768]
                key = chance.choice(keys)
                correct(tenant_id=tenant.pk, feedback_id=key, now=NOW, scores=scores)
            case "erase" if keys:
                key = keys.pop(chance.randrange(len(keys)))
                erase(tenant_id=tenant.pk, feedback_id=key)
        if chance.random() < 0.3:
            hand_out(limit=chance.choice([1, 3, 500]))
    hand_out()

    counted = {cell.location_id: outcome(cell) for cell in DayCell.objects.all()}
    assert counted == by_hand(tenant)
    assert not verify(tenant.pk)


def by_hand(tenant):
    """Rows, plain and weighted sums of the outcome at each location."""
    factors: dict = {}
    for one in RowFactor.objects.filter(tenant_id=tenant.pk):
        effective = one.factor if one.overruled_to is None else one.overruled_to
        factors[one.feedback_id, one.kind] = effective
    places: dict = {}
    for row in Feedback.objects.filter(tenant_id=tenant.pk, superseded_at=None):
        weight = row.weight
        for kind in ("quality", "design"):
            weight = int(weight * factors.get((row.id, kind), FULL) / FULL + 0.5)
        x = row.scores[0]
        places.setdefault(row.location_id, []).append((weight, x))
    return {
        place: (
            len(rows),
            [len(rows), sum(x for _, x in rows), sum(x * x for _, x in rows)],
            [sum(w for w, _ in rows), sum(w * x for w, x in rows), sum(w * x * x for w, x in rows)],
        )
        for place, rows in places.items()
    }
