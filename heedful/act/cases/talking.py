"""What is said in a case: to the customer, by the customer, and among colleagues."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from heedful.act.cases.changing import lock, name_of, tell_pages, write
from heedful.act.cases.linting import Found, faults
from heedful.act.cases.models import Case, CaseMessage, CaseNote, CasePresence, CasePromise
from heedful.act.cases.models.case import CaseState
from heedful.act.cases.models.talk import Direction, Way
from heedful.act.cases.queries import workers_for
from heedful.act.cases.rules import Act
from heedful.act.cases.telling import tell_mentioned, tell_owner
from heedful.base.connectors.sending.domain import queue
from heedful.base.customers.domain import Asked, may_contact
from heedful.base.customers.queries import current, whole_of
from heedful.base.customers.rules import Purpose
from heedful.base.org.models import Member

# A customer who writes again so soon means the case that was closed.
STILL_MEANT = timedelta(days=30)


class NotSayable(Exception):
    """The words ask for silence or about a review; `found` says which."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(", ".join(one.words for one in found))
        self.found = found


class CannotReach(Exception):
    """The customer cannot be written to this way; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def write_to(
    *, case: Case, way: str, text: str, by: Member, now: datetime, seen: int | None = None
) -> CaseMessage:
    """Write to the customer by mail or text message. Raises NotSayable, CannotReach.

    It is kept as said, and sent by the sending loop; how far it came is shown from there.
    """
    _sayable(text)
    case = lock(case=case, act=Act.WROTE, seen=seen)
    to = _address(case, way, now)
    message = CaseMessage.objects.create(
        tenant_id=case.tenant_id, case=case, direction=Direction.OUT, way=way, text=text, at=now,
        by=by,
    )  # fmt: skip
    outgoing = queue(
        tenant_id=case.tenant_id,
        channel=way,
        to=to,
        subject=f"{case.tenant.name} [{case.number}]",
        text=text,
        about=f"case:{case.pk}",
        key=f"case-message:{message.pk}",
        now=now,
        urgent=True,
    )
    message.outgoing_id = outgoing.pk
    message.save(update_fields=["outgoing_id"])
    fields = {} if case.state == CaseState.PAUSED else {"state": CaseState.WAITING}
    write(case, fields, act=Act.WROTE, by=by, now=now, data={"way": way})
    return message


def _sayable(text: str) -> None:
    found = faults(text)
    if found:
        raise NotSayable(found)


def _address(case: Case, way: str, now: datetime) -> str:
    if case.customer_id is None:
        raise CannotReach("no_address")
    # An answer to what the customer began: no budget, but an opt-out holds.
    verdict = may_contact(
        tenant_id=case.tenant_id,
        customer_id=case.customer_id,
        channel=way,
        purpose=Purpose.SERVICE,
        now=now,
        about=f"case:{case.pk}:{case.revision}",
    )
    if not isinstance(verdict, Asked):
        raise CannotReach(verdict.reason)
    return verdict.to


@transaction.atomic
def note_call(
    *,
    case: Case,
    text: str,
    reached: bool,
    by: Member,
    now: datetime,
    way: str = Way.PHONE,
    seen: int | None = None,
) -> CaseMessage:
    """Write down what was said by telephone or in person; reaching somebody is first contact."""
    case = lock(case=case, act=Act.CALLED, seen=seen)
    message = CaseMessage.objects.create(
        tenant_id=case.tenant_id, case=case, direction=Direction.OUT, way=way, text=text, at=now,
        by=by, reached=reached,
    )  # fmt: skip
    fields: dict[str, object] = {}
    if reached and case.contacted_at is None:
        fields["contacted_at"] = now
    if case.state in {CaseState.OPEN, CaseState.REOPENED}:
        fields["state"] = CaseState.WORKING
    write(case, fields, act=Act.CALLED, by=by, now=now, data={"way": way, "reached": reached})
    return message


@transaction.atomic
def note(*, case: Case, text: str, by: Member, now: datetime) -> CaseNote:
    """Tell colleagues something; whoever is named with @ is told. It never leaves the house."""
    case = lock(case=case)
    kept = CaseNote.objects.create(tenant_id=case.tenant_id, case=case, text=text, at=now, by=by)
    write(case, {}, act=Act.NOTED, by=by, now=now)
    tell_mentioned(case=case, note=kept, members=mentioned(case=case, text=text), by=by, now=now)
    return kept


def mentioned(*, case: Case, text: str) -> list[Member]:
    """People who may work this case and are named as @name, by name or mail address."""
    lowered = text.casefold()
    return [
        one
        for one in workers_for(case=case)
        if f"@{name_of(one).casefold()}" in lowered or f"@{one.user.email}" in lowered
    ]


@transaction.atomic
def promise(
    *, case: Case, text: str, due_at: datetime, by: Member, now: datetime, seen: int | None = None
) -> CasePromise:
    """Keep what the customer was promised, and by when."""
    case = lock(case=case, act=Act.PROMISED, seen=seen)
    made = CasePromise.objects.create(
        tenant_id=case.tenant_id, case=case, text=text, made_at=now, due_at=due_at, by=by
    )
    write(case, {}, act=Act.PROMISED, by=by, now=now, data={"due": due_at.isoformat()})
    return made


@transaction.atomic
def hear(
    *,
    tenant_id: uuid.UUID,
    customer_id: uuid.UUID,
    way: str,
    text: str,
    external_key: str,
    now: datetime,
    case_id: uuid.UUID | None = None,
) -> CaseMessage | None:
    """Put what a customer wrote into their case; None when they have none. Safe to repeat.

    A case closed of late is meant too; it stays closed, and its owner is told.
    """
    known = CaseMessage.objects.filter(tenant=tenant_id, external_key=external_key)
    if external_key and (before := known.first()) is not None:
        return before
    meant = _meant(tenant_id, customer_id, case_id, now)
    if meant is None:
        return None
    case = lock(case=meant)
    message = CaseMessage.objects.create(
        tenant_id=tenant_id, case=case, direction=Direction.IN, way=way, text=text, at=now,
        external_key=external_key,
    )  # fmt: skip
    fields = {"state": CaseState.WORKING} if case.state == CaseState.WAITING else {}
    write(case, fields, act=Act.HEARD, by=None, now=now, data={"way": way})
    tell_owner(case=case, kind="case.heard", key=f"case-heard:{message.pk}", now=now)
    return message


def _meant(
    tenant_id: uuid.UUID, customer_id: uuid.UUID, case_id: uuid.UUID | None, now: datetime
) -> Case | None:
    # Whoever was found to be the same person may stand in the case under the older key.
    person = whole_of(customer=current(tenant_id=tenant_id, customer_id=customer_id))
    mine = Case.objects.filter(tenant=tenant_id, customer_id__in=person)
    named = mine.select_related("merged_into").filter(pk=case_id).first() if case_id else None
    if named is not None:
        return named.merged_into or named
    recent = mine.filter(merged_into=None).filter(
        Q(closed_at=None) | Q(closed_at__gt=now - STILL_MEANT)
    )
    # An open case before a closed one, then the newest.
    return max(recent, key=lambda one: (one.closed_at is None, one.opened_at), default=None)


def present(*, case: Case, by: Member, now: datetime) -> None:
    """Let colleagues see that somebody is writing here just now."""
    CasePresence.objects.update_or_create(
        tenant_id=case.tenant_id, case=case, member=by, defaults={"at": now}
    )
    tell_pages(case)
