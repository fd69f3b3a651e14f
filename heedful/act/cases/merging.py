"""Two cases of one matter become one, and come apart again."""

import uuid
from datetime import datetime

from django.db import transaction

from heedful.act.cases.changing import lock, write
from heedful.act.cases.holding import hold, release
from heedful.act.cases.models import Case
from heedful.act.cases.models.case import CaseState, Outcome
from heedful.act.cases.rules import Act
from heedful.base.org.models import Member


class NotTogether(Exception):
    """A case does not go into itself, nor into one that went into another."""


@transaction.atomic
def merge(
    *, case: Case, into: Case, by: Member, now: datetime, batch: uuid.UUID | None = None
) -> Case:
    """Let a case become part of another, which shows all that was said in both.

    Raises NotTogether. Taking it back, or `split`, makes it a case of its own again.
    """
    # Locked in one order, so that two who merge the same cases do not wait for each other.
    first, second = sorted((case, into), key=lambda one: one.pk)
    locked = {one.pk: lock(case=one) for one in (first, second)}
    case, into = locked[case.pk], locked[into.pk]
    if case.pk == into.pk or into.merged_into_id or into.is_closed or case.is_closed:
        raise NotTogether
    fields = {
        "state": CaseState.CLOSED,
        "closed_at": now,
        "paused_at": None,
        "outcome": Outcome.MERGED,
        "merged_into_id": into.pk,
    }
    write(into, {}, act=Act.TOOK_IN, by=by, now=now, data={"number": case.number})
    write(case, fields, act=Act.MERGED, by=by, now=now, data={"into": into.number}, batch=batch)
    # What went into this one before goes along.
    for other in Case.objects.filter(tenant=case.tenant_id, merged_into=case):
        moved = lock(case=other)
        write(moved, {"merged_into_id": into.pk}, act=Act.MERGED, by=by, now=now)
    # The other case holds its own customer; another customer's hold ends with it.
    if case.customer_id == into.customer_id:
        release(case)
    return case


@transaction.atomic
def split(*, case: Case, by: Member, now: datetime) -> Case:
    """Make a case that went into another one of its own again. Raises NotTogether."""
    case = lock(case=case)
    if case.merged_into_id is None:
        raise NotTogether
    fields = {
        "state": CaseState.REOPENED,
        "closed_at": None,
        "outcome": "",
        "merged_into_id": None,
    }
    write(case, fields, act=Act.SPLIT, by=by, now=now)
    hold(case)
    return case
