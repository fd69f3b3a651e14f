"""Rows of feedback as columns, for what no cell can tell: who, at what hour, in which order.

Callers stand inside the tenant's fence and read for a whole organisation; what a person may see of
what is found is decided by the room that shows it.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection

from heedful.listen.feedback.columns import Blocks, Rows
from heedful.listen.feedback.factors import BEFORE_DESIGN, EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.surveys.models import QuestionnaireVersion

__all__ = ["Rows", "read_once", "read_rows"]

BLOCK = 20_000
# Time and weekday are those of the location's own clock and trading day.
READ = f"""
select row.id, row.version_id::text, row.location_id::text, row.day,
    extract(epoch from (row.occurred_at at time zone place.time_zone) - row.day)::bigint / 60,
    extract(epoch from row.received_at)::bigint,
    row.scores, {EFFECTIVE_WEIGHT}, row.channel, row.respondent, length(row.comment),
    {BEFORE_DESIGN}
from listen_feedback row
join base_node place on place.tenant_id = row.tenant_id and place.id = row.location_id
{FACTORS}
where row.tenant_id = %(tenant)s and row.questionnaire_id = %(questionnaire)s
    and row.superseded_at is null and row.day between %(first)s and %(last)s
order by row.location_id, row.occurred_at, row.id
"""  # noqa: S608 - made of constants
TYPES = (
    *("uuid", "text", "text", "date", "int8", "int8", "int2[]", "int8"),
    *("text", "text", "int4", "int8"),
)


@dataclass(slots=True)
class _Kept:
    """The longest window that was read so far in a block of `read_once`."""

    asked: tuple[uuid.UUID, uuid.UUID, int] | None = None
    first: date = date.max
    last: date = date.min
    rows: Rows | None = None


_KEPT: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Keep rows until the block ends, and cut what is asked for from them where they have it.

    For a block that only reads: what rows count must not change inside.
    """
    token = _KEPT.set(_Kept())
    try:
        yield
    finally:
        _KEPT.reset(token)


def read_rows(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, first: date, last: date, slots: int
) -> Rows:
    """Read what stands between two trading days, both included.

    Two queries; none inside `read_once` where a window read before has these days.
    """
    asked, kept = (tenant_id, questionnaire_id, slots), _KEPT.get()
    if kept and kept.rows and kept.asked == asked and kept.first <= first and last <= kept.last:
        return kept.rows.between(first, last)
    rows = _read(*asked, first, last)
    if kept and (kept.asked != asked or last - first > kept.last - kept.first):
        kept.asked, kept.first, kept.last, kept.rows = asked, first, last, rows
    return rows


def _read(
    tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, slots: int, first: date, last: date
) -> Rows:
    found = QuestionnaireVersion.objects.filter(
        tenant=tenant_id, questionnaire=questionnaire_id
    ).values_list("pk", "slots")
    values = {
        "tenant": tenant_id,
        "questionnaire": questionnaire_id,
        "first": first,
        "last": last,
    }
    blocks = Blocks({str(key): asked for key, asked in found}, slots)
    # COPY hands rows on as they are found, so never more than a block of them stands in memory.
    asked_for = connection.ops.compose_sql(  # type: ignore[attr-defined]  # PostgreSQL has it
        f"copy ({READ}) to stdout", values
    )
    with connection.cursor() as cursor, cursor.copy(asked_for) as copy:
        copy.set_types(TYPES)
        rows = copy.rows()
        while block := list(islice(rows, BLOCK)):
            blocks.take(list(zip(*block, strict=True)))
    return blocks.joined()
