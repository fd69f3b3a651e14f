"""One thing done to several cases, and taken back together."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from heedful.act.cases.changing import CannotUndo, NotNow, undo
from heedful.act.cases.domain import snooze, take
from heedful.act.cases.models import Case, CaseEvent
from heedful.base.org.models import Member


@transaction.atomic
def take_all(*, cases: Iterable[Case], by: Member, now: datetime, batch: uuid.UUID) -> int:
    """Take cases into work, as far as they are open; return how many."""
    return sum(_try_take(case, by, now, batch) for case in cases)


def _try_take(case: Case, by: Member, now: datetime, batch: uuid.UUID) -> bool:
    try:
        take(case=case, by=by, now=now, batch=batch)
    except NotNow:
        return False
    return True


@transaction.atomic
def snooze_all(
    *, cases: Iterable[Case], until: datetime, by: Member, now: datetime, batch: uuid.UUID
) -> int:
    """Put cases aside, as far as they are open; return how many."""
    return sum(_try_snooze(case, until, by, now, batch) for case in cases)


def _try_snooze(case: Case, until: datetime, by: Member, now: datetime, batch: uuid.UUID) -> bool:
    try:
        snooze(case=case, until=until, by=by, now=now, batch=batch)
    except NotNow:
        return False
    return True


@transaction.atomic
def undo_batch(*, cases: QuerySet[Case], batch: uuid.UUID, by: Member, now: datetime) -> int:
    """Take back what was done in one go to cases that the person may see; return how many.

    Where something else happened since, nothing is taken back.
    """
    done = CaseEvent.objects.filter(
        tenant=by.tenant_id, batch=batch, by_id=by.pk, case__in=cases.values("pk")
    ).select_related("case")
    return sum(_try_undo(event, by, now) for event in done)


def _try_undo(event: CaseEvent, by: Member, now: datetime) -> bool:
    try:
        undo(event=event, by=by, now=now)
    except CannotUndo:
        return False
    return True
