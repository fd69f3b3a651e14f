"""The one way in which a case changes: locked, counted, with an event, and told to open pages."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import DateTimeField
from django.utils.dateparse import parse_datetime

from heedful.act.cases.holding import hold
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.rules import UNDOABLE, Act, allowed
from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.org.models import Ancestry, Member

_ENCODER = DjangoJSONEncoder()
_MOMENTS = {
    field.attname
    for field in Case._meta.concrete_fields  # noqa: SLF001  # Django's public name for it
    if isinstance(field, DateTimeField)
}


class ChangedMeanwhile(Exception):
    """Somebody else changed the case after it was looked at."""


class NotNow(Exception):
    """It cannot be done to a case in this state."""


class CannotUndo(Exception):
    """It has been taken back already, or something else happened after it."""


def lock(*, case: Case, act: Act | None = None, seen: int | None = None) -> Case:
    """Return the case as it is now, held until the transaction ends.

    Raises ChangedMeanwhile when it is no longer what was `seen`, NotNow when `act` is not allowed.
    """
    found = Case.objects.select_for_update().get(tenant=case.tenant_id, pk=case.pk)
    if seen is not None and found.revision != seen:
        raise ChangedMeanwhile(case.number)
    if act is not None and not allowed(act=act, state=found.state):
        raise NotNow(act)
    return found


def write(
    case: Case,
    fields: Mapping[str, Any],
    *,
    act: Act,
    by: Member | None,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    batch: uuid.UUID | None = None,
) -> CaseEvent:
    """Set fields of a locked case and leave an event of it."""
    before = {name: _plain(getattr(case, name)) for name in fields}
    for name, value in fields.items():
        setattr(case, name, value)
    case.revision += 1
    case.save(update_fields=[*fields, "revision"])
    return leave(case, act=act, by=by, now=now, data=data, before=before, batch=batch)


def leave(
    case: Case,
    *,
    act: Act,
    by: Member | None,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    batch: uuid.UUID | None = None,
) -> CaseEvent:
    """Leave an event of what was saved just now, and let open pages fetch the case anew."""
    tell_pages(case)
    return CaseEvent.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        at=now,
        kind=act,
        by_id=by.pk if by else None,
        by_name=name_of(by),
        data=dict(data or {}),
        before=dict(before or {}),
        revision=case.revision,
        batch=batch,
    )


def name_of(member: Member | None) -> str:
    return (member.user.name or member.user.email) if member else ""


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if value is None or isinstance(value, str | int | float):
        return value
    return _ENCODER.default(value)


@transaction.atomic
def undo(*, event: CaseEvent, by: Member, now: datetime) -> Case:
    """Set back what an event changed. Raises CannotUndo when more has happened since."""
    case = lock(case=event.case)
    if event.kind not in UNDOABLE or case.revision != event.revision:
        raise CannotUndo(event.kind)
    fields = {name: _value(name, value) for name, value in event.before.items()}
    write(case, fields, act=Act.UNDONE, by=by, now=now, data={"kind": event.kind})
    if event.kind in {Act.CLOSED, Act.MERGED}:
        hold(case)
    return case


def _value(name: str, value: Any) -> Any:
    return parse_datetime(value) if name in _MOMENTS and value else value


def tell_pages(case: Case) -> None:
    """Let Today of the case's location, and lists of it and every group above, fetch anew."""
    above = Ancestry.objects.filter(tenant_id=case.tenant_id, descendant=case.location_id)
    nodes = above.values_list("ancestor_id", flat=True).distinct()
    topics = [*map(LiveEvent.cases_topic, nodes), LiveEvent.location_topic(case.location_id)]
    announce(tenant_id=case.tenant_id, topics=topics)
