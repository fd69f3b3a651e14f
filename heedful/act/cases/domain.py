"""What people do with a case: take it, hand it on, pause it, put it aside, close and reopen it."""

import uuid
from datetime import datetime

from django.db import transaction

from heedful.act.cases.calendars import calendar_of
from heedful.act.cases.changing import ChangedMeanwhile, NotNow, lock, undo, write
from heedful.act.cases.clock import moved_by_pause
from heedful.act.cases.holding import hold, release
from heedful.act.cases.models import Case, CaseChoice
from heedful.act.cases.models.case import CaseState, Outcome
from heedful.act.cases.models.settings import ChoiceKind
from heedful.act.cases.opening import open_by_hand, open_case
from heedful.act.cases.promising import due_times
from heedful.act.cases.queries import settings_of, workers_for
from heedful.act.cases.rules import Act
from heedful.act.cases.telling import tell_owner
from heedful.base.org.models import Member

__all__ = [
    "ChangedMeanwhile",
    "NoReason",
    "NotNow",
    "NotTheirs",
    "assign",
    "close",
    "open_by_hand",
    "open_case",
    "pause",
    "prepare",
    "reopen",
    "resume",
    "snooze",
    "take",
    "undo",
]


class NotTheirs(Exception):
    """The person does not work cases of this location."""


class NoReason(Exception):
    """A pause or a closing lacks what it needs; the message names the field."""


@transaction.atomic
def take(
    *,
    case: Case,
    by: Member,
    now: datetime,
    seen: int | None = None,
    batch: uuid.UUID | None = None,
) -> Case:
    """Take a case into work; `by` becomes its owner."""
    case = lock(case=case, act=Act.TAKEN, seen=seen)
    state = CaseState.WORKING if case.state != CaseState.PAUSED else case.state
    fields = {"owner_id": by.pk, "state": state, "snoozed_until": None}
    write(case, fields, act=Act.TAKEN, by=by, now=now, batch=batch)
    return case


@transaction.atomic
def assign(
    *,
    case: Case,
    to: Member,
    by: Member,
    now: datetime,
    seen: int | None = None,
    batch: uuid.UUID | None = None,
) -> Case:
    """Give a case to somebody who works cases there. Raises NotTheirs."""
    case = lock(case=case, act=Act.ASSIGNED, seen=seen)
    if not workers_for(case=case).filter(pk=to.pk).exists():
        raise NotTheirs(to.pk)
    told = {"to": str(to.pk), "name": to.user.name or to.user.email}
    event = write(
        case, {"owner_id": to.pk}, act=Act.ASSIGNED, by=by, now=now, data=told, batch=batch
    )
    if to.pk != by.pk:
        tell_owner(case=case, kind="case.assigned", key=f"case-event:{event.pk}", now=now)
    return case


@transaction.atomic
def pause(*, case: Case, reason: str, by: Member, now: datetime, seen: int | None = None) -> Case:
    """Stop the clock, for a reason that is kept. Raises NoReason."""
    if not reason.strip():
        raise NoReason("reason")
    case = lock(case=case, act=Act.PAUSED, seen=seen)
    fields: dict[str, object] = {
        "state": CaseState.PAUSED,
        "paused_at": now,
        "pause_reason": reason.strip()[:200],
    }
    write(case, fields, act=Act.PAUSED, by=by, now=now, data={"reason": fields["pause_reason"]})
    return case


@transaction.atomic
def resume(*, case: Case, by: Member, now: datetime, seen: int | None = None) -> Case:
    """Let the clock go on: what was left of each promised time is left from now on."""
    case = lock(case=case, act=Act.RESUMED, seen=seen)
    fields = {**_after_pause(case, now), "state": CaseState.WORKING, "pause_reason": ""}
    write(case, fields, act=Act.RESUMED, by=by, now=now)
    return case


def _after_pause(case: Case, now: datetime) -> dict[str, object]:
    if case.paused_at is None:
        return {"paused_at": None}
    settings = settings_of(tenant_id=case.tenant_id)
    calendar = calendar_of(location=case.location, settings=settings, year=now.year)
    paused_at = case.paused_at
    contact, resolve = (
        moved_by_pause(calendar=calendar, due=due, paused_at=paused_at, now=now)
        for due in (case.contact_due, case.resolve_due)
    )
    return {"paused_at": None, "contact_due": contact, "resolve_due": resolve}


@transaction.atomic
def snooze(
    *,
    case: Case,
    until: datetime,
    by: Member,
    now: datetime,
    seen: int | None = None,
    batch: uuid.UUID | None = None,
) -> Case:
    """Put a case aside until a moment; its clock runs on. A moment gone by brings it back."""
    case = lock(case=case, act=Act.SNOOZED, seen=seen)
    told = {"until": until.isoformat()}
    write(case, {"snoozed_until": until}, act=Act.SNOOZED, by=by, now=now, data=told, batch=batch)
    return case


@transaction.atomic
def close(
    *,
    case: Case,
    outcome: str,
    cause: CaseChoice | None,
    action: CaseChoice | None,
    by: Member | None,
    now: datetime,
    seen: int | None = None,
    batch: uuid.UUID | None = None,
) -> Case:
    """Close a case with what was behind it and what was done. Raises NoReason without them."""
    if cause is None or cause.kind != ChoiceKind.CAUSE:
        raise NoReason("cause")
    if action is None or action.kind != ChoiceKind.ACTION:
        raise NoReason("action")
    if outcome not in {Outcome.SETTLED, Outcome.UNSETTLED, Outcome.UNREACHED}:
        raise NoReason("outcome")
    case = lock(case=case, act=Act.CLOSED, seen=seen)
    fields = {
        **_after_pause(case, now),
        "state": CaseState.CLOSED,
        "closed_at": now,
        "pause_reason": "",
        "outcome": outcome,
        "cause_id": cause.pk,
        "action_id": action.pk,
    }
    told = {"outcome": outcome}
    write(case, fields, act=Act.CLOSED, by=by, now=now, data=told, batch=batch)
    release(case)
    return case


@transaction.atomic
def prepare(
    *, case: Case, cause: CaseChoice, action: CaseChoice, by: Member, now: datetime
) -> Case:
    """Write down cause and action, so that the customer's yes closes the case."""
    case = lock(case=case, act=Act.PREPARED)
    fields = {"cause_id": cause.pk, "action_id": action.pk}
    write(case, fields, act=Act.PREPARED, by=by, now=now)
    return case


@transaction.atomic
def reopen(
    *, case: Case, by: Member | None, now: datetime, why: str = "", seen: int | None = None
) -> Case:
    """Open a closed case again, with fresh times; a customer who is still unhappy does it too."""
    case = lock(case=case, act=Act.REOPENED, seen=seen)
    settings = settings_of(tenant_id=case.tenant_id)
    contact, resolve = due_times(case=case, settings=settings, now=now)
    fields = {
        "state": CaseState.REOPENED,
        "closed_at": None,
        "outcome": "",
        "merged_into_id": None,
        "contact_due": contact,
        "resolve_due": resolve,
        "contact_missed_at": None,
        "resolve_missed_at": None,
        "times_reopened": case.times_reopened + 1,
    }
    write(case, fields, act=Act.REOPENED, by=by, now=now, data={"why": why})
    hold(case)
    return case
