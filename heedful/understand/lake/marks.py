"""Days that the lake does not hold as they are by now."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from heedful.base.outbox.models import OutboxEntry
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.lake.models import LakeMark, LakeState
from heedful.understand.lake.source import fingerprint
from heedful.understand.lake.store import store_of

MARK = """
insert into understand_lake_mark (tenant_id, questionnaire_id, day)
select %(tenant)s, * from unnest(%(questionnaires)s::uuid[], %(days)s::date[])
"""
MARK_ALL = """
insert into understand_lake_mark (tenant_id, questionnaire_id, day)
select distinct tenant_id, questionnaire_id, day from listen_feedback
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
"""
# Locations whose clock was set right since their minutes were read.
SET_RIGHT = """
understand_lake_state state join base_node place on place.tenant_id = state.tenant_id
    and state.zones ->> place.id::text <> place.time_zone
"""
MARK_CLOCKS = f"""
insert into understand_lake_mark (tenant_id, questionnaire_id, day)
select distinct state.tenant_id, state.questionnaire_id, row.day
from {SET_RIGHT} join listen_feedback row on row.tenant_id = state.tenant_id
    and row.questionnaire_id = state.questionnaire_id and row.location_id = place.id
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s
"""  # noqa: S608 - made of constants
WAS_SET = f"select exists (select from {SET_RIGHT} where state.tenant_id = %(tenant)s)"  # noqa: S608 - as above


def mark(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Mark the days that entries of topic `feedback.changed` tell of.

    Called by the dispatcher in the transaction of the cells. Marks are only added, so nobody
    waits for anybody.
    """
    told = {(one.payload["questionnaire"], day) for one in entries for day in one.payload["days"]}
    days = {(uuid.UUID(questionnaire), date.fromisoformat(day)) for questionnaire, day in told}
    mark_days(tenant_id=tenant_id, days=days)


def mark_given_up(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Mark what entries told that nobody will handle; one that cannot be read may tell anything."""
    try:
        mark(tenant_id, entries)
    except (KeyError, TypeError, ValueError):
        LakeState.objects.filter(tenant_id=tenant_id).update(fingerprint="")


def mark_days(*, tenant_id: uuid.UUID, days: Iterable[tuple[uuid.UUID, date]]) -> None:
    """Have days of questionnaires written anew."""
    told = sorted(days)
    questionnaires = [questionnaire for questionnaire, _ in told]
    _do(MARK, tenant=tenant_id, questionnaires=questionnaires, days=[day for _, day in told])


def mark_all(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> None:
    """Have every day of a questionnaire written anew."""
    _do(MARK_ALL, tenant=tenant_id, questionnaire=questionnaire_id)


def mark_clocks(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> None:
    """Have the days of locations written anew whose time zone was set right."""
    _do(MARK_CLOCKS, tenant=tenant_id, questionnaire=questionnaire_id)


def mark_all_clocks(*, tenant_id: uuid.UUID) -> None:
    """The same for every questionnaire that the lake holds."""
    written = LakeState.objects.filter(tenant_id=tenant_id)
    for key in written.order_by("questionnaire_id").values_list("questionnaire_id", flat=True):
        mark_clocks(tenant_id=tenant_id, questionnaire_id=key)


def is_behind(*, tenant_id: uuid.UUID) -> bool:
    """Whether there is anything to write. Call it inside the fence."""
    if LakeMark.objects.filter(tenant_id=tenant_id).exists():
        return True
    states = LakeState.objects.filter(tenant_id=tenant_id, written_at__isnull=False)
    alike = states.filter(fingerprint=fingerprint(tenant_id=tenant_id))
    written = set(alike.values_list("questionnaire_id", flat=True))
    known = Questionnaire.objects.filter(tenant=tenant_id, items__isnull=False)
    if set(known.values_list("pk", flat=True)) - written:
        return True
    stores = (store_of(tenant_id=tenant_id, questionnaire_id=key) for key in written)
    if any(store.snapshot() is None for store in stores):
        return True
    with connection.cursor() as cursor:
        cursor.execute(WAS_SET, {"tenant": tenant_id})
        return bool(cursor.fetchone()[0])


def _do(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
