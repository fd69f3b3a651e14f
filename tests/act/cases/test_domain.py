"""What people do with a case."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, transaction

from heedful.act.cases import domain
from heedful.act.cases.changing import CannotUndo
from heedful.act.cases.models import CaseEvent
from tests.act.cases.conftest import NOON

LATER = NOON + timedelta(hours=1)


def kinds(case):
    return [event.kind for event in case.events.order_by("revision")]


def test_taking_a_case_makes_it_ones_own(chain):
    case = domain.take(case=chain.case(), by=chain.people["agent"], now=LATER)

    case.refresh_from_db()
    assert (case.state, case.owner) == ("working", chain.people["agent"])
    assert kinds(case) == ["opened", "taken"]


def test_what_was_changed_meanwhile_is_not_written_over(chain):
    case = chain.case()
    domain.take(case=case, by=chain.people["agent"], now=LATER, seen=case.revision)

    with pytest.raises(domain.ChangedMeanwhile):
        domain.take(case=case, by=chain.people["area"], now=LATER, seen=case.revision)
    case.refresh_from_db()
    assert case.owner == chain.people["agent"]


def test_a_case_goes_only_to_people_of_its_place(chain):
    case = chain.case(chain.mill)

    with pytest.raises(domain.NotTheirs):
        domain.assign(case=case, to=chain.people["manager"], by=chain.people["area"], now=LATER)
    given = domain.assign(case=case, to=chain.people["agent"], by=chain.people["area"], now=LATER)
    assert given.owner_id == chain.people["agent"].pk


def test_a_pause_has_a_reason_and_stops_the_clock(chain):
    case, by = chain.case(), chain.people["agent"]

    with pytest.raises(domain.NoReason):
        domain.pause(case=case, reason=" ", by=by, now=LATER)
    domain.pause(case=case, reason="Guest is on a plane", by=by, now=LATER)
    with pytest.raises(domain.NotNow):
        domain.pause(case=case, reason="Again", by=by, now=LATER)
    again = domain.resume(case=case, by=by, now=LATER + timedelta(hours=2))

    assert again.contact_due == case.contact_due + timedelta(hours=2)
    assert again.resolve_due == case.resolve_due + timedelta(hours=2)
    assert (again.state, again.pause_reason, again.paused_at) == ("working", "", None)


def test_a_case_closes_with_its_cause_and_what_was_done(chain):
    case, by = chain.case(), chain.people["agent"]
    cause, action = chain.choices()

    for given in ((None, action), (cause, None), (action, cause)):
        with pytest.raises(domain.NoReason):
            domain.close(
                case=case, outcome="settled", cause=given[0], action=given[1], by=by, now=LATER
            )
    closed = domain.close(
        case=case, outcome="settled", cause=cause, action=action, by=by, now=LATER
    )

    assert (closed.state, closed.closed_at, closed.outcome) == ("closed", LATER, "settled")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(case).objects.filter(pk=case.pk).update(cause=None)


def test_a_reopened_case_has_fresh_times(chain):
    case, by = chain.case(), chain.people["agent"]
    cause, action = chain.choices()
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=by, now=LATER)
    days = NOON + timedelta(days=3)

    with pytest.raises(domain.NotNow):
        domain.take(case=case, by=by, now=days)
    again = domain.reopen(case=case, by=by, now=days)

    assert (again.state, again.times_reopened, again.closed_at) == ("reopened", 1, None)
    assert again.contact_due == days + timedelta(hours=4)


def test_what_was_done_is_taken_back_while_nothing_else_happened(chain):
    case, by = chain.case(), chain.people["agent"]
    domain.take(case=case, by=by, now=LATER)
    taken = CaseEvent.objects.get(kind="taken")

    back = domain.undo(event=taken, by=by, now=LATER)

    back.refresh_from_db()
    assert (back.state, back.owner) == ("open", chain.people["manager"])
    with pytest.raises(CannotUndo):
        domain.undo(event=taken, by=by, now=LATER)
    with pytest.raises(CannotUndo):
        domain.undo(event=CaseEvent.objects.get(kind="opened"), by=by, now=LATER)


def test_taking_a_closing_back_sets_moments_back_too(chain):
    case, by = chain.case(), chain.people["agent"]
    cause, action = chain.choices()
    domain.pause(case=case, reason="Away", by=by, now=LATER)
    paused = type(case).objects.get(pk=case.pk)
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=by, now=LATER)

    back = domain.undo(event=CaseEvent.objects.get(kind="closed"), by=by, now=LATER)

    back.refresh_from_db()
    fields = ("state", "paused_at", "pause_reason", "contact_due", "closed_at", "cause_id")
    assert [getattr(back, one) for one in fields] == [getattr(paused, one) for one in fields]


def test_snoozing_keeps_the_clock(chain):
    case = chain.case()
    aside = domain.snooze(
        case=case, until=LATER + timedelta(days=1), by=chain.people["agent"], now=LATER
    )

    assert (aside.snoozed_until, aside.contact_due) == (
        LATER + timedelta(days=1),
        case.contact_due,
    )


def test_events_are_never_changed(chain):
    chain.case()

    with pytest.raises(Error, match="never changed"), transaction.atomic():
        CaseEvent.objects.update(by_name="Somebody else")
