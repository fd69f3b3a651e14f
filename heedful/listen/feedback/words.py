"""What customers wrote, behind a figure: the only door to words of many places at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from heedful.base.org.models import Member
from heedful.base.org.queries import nodes_visible_to
from heedful.base.org.rules import Permission, may

# A trading day may begin in the one and end in the next calendar day, in any time zone.
AROUND = timedelta(days=3)
MINUTE = "extract(epoch from (row.occurred_at at time zone place.time_zone) - row.day)::int / 60"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which answers are meant: of one place on some days, and only some kinds of them."""

    questionnaire_id: uuid.UUID
    slot: int  # of the item whose low answers come first
    place_id: uuid.UUID
    is_location: bool
    first: date
    last: date
    weekdays: Sequence[int] = ()  # 0 is Monday; of the trading day
    minutes: Sequence[tuple[int, int]] = ()  # parts of the trading day, from and before
    channels: Sequence[str] = ()
    languages: Sequence[str] = ()
    versions: Sequence[str] = ()  # by name


@dataclass(frozen=True, slots=True)
class Comment:
    """One customer's words."""

    place: str
    occurred_at: datetime  # by the location's own clock
    channel: str
    language: str
    score: int | None  # of the item asked about
    words: str
    id: uuid.UUID


def words_visible_to(*, member: Member, behind: Behind, limit: int, offset: int) -> list[Comment]:
    """Comments of a place in scope, low answers first, then the newest; for who may read words."""
    visible = nodes_visible_to(member=member, on=behind.last).filter(pk=behind.place_id)
    if not may(role=member.role, permission=Permission.SEE_COMMENTS) or not visible.exists():
        return []
    values: dict[str, Any] = {
        "tenant": member.tenant_id,
        "questionnaire": behind.questionnaire_id,
        "slot": behind.slot,
        "place": behind.place_id,
        "first": behind.first,
        "last": behind.last,
        "begin": behind.first - AROUND,
        "end": behind.last + AROUND,
        "weekdays": list(behind.weekdays),
        "channels": list(behind.channels),
        "languages": list(behind.languages),
        "versions": list(behind.versions),
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql(behind, values), values)
        return [Comment(*row) for row in cursor.fetchall()]


def _sql(behind: Behind, values: dict[str, Any]) -> str:
    conditions = [
        condition
        for given, condition in (
            (behind.weekdays, "extract(isodow from row.day)::int - 1 = any(%(weekdays)s)"),
            (behind.channels, "row.channel = any(%(channels)s)"),
            (behind.languages, "row.language = any(%(languages)s)"),
            (behind.versions, "version.name = any(%(versions)s)"),
            (behind.minutes, _minutes(behind, values)),
        )
        if given
    ]
    below = """join base_ancestry below on below.tenant_id = row.tenant_id
        and below.descendant_id = row.location_id and below.ancestor_id = %(place)s
        and row.day >= below.valid_from and row.day < below.valid_to"""
    here = "row.location_id = %(place)s" if behind.is_location else "true"
    return f"""
        select place.name, row.occurred_at at time zone place.time_zone, row.channel, row.language,
            case when score.value >= 0 then score.value end, row.comment, row.id
        from listen_feedback row
        join base_node place on place.tenant_id = row.tenant_id and place.id = row.location_id
        join listen_questionnaire_version version
            on version.tenant_id = row.tenant_id and version.id = row.version_id
        cross join lateral (
            select row.scores[array_position(version.slots, %(slot)s::smallint)] as value
        ) score
        {"" if behind.is_location else below}
        where row.tenant_id = %(tenant)s and row.questionnaire_id = %(questionnaire)s and {here}
            and row.superseded_at is null and row.comment <> ''
            and row.day between %(first)s and %(last)s
            and row.occurred_at >= %(begin)s and row.occurred_at < %(end)s
            {"".join(f" and {one}" for one in conditions)}
        order by 5 nulls last, row.occurred_at desc, row.id
        limit %(limit)s offset %(offset)s
        """  # noqa: S608 - made of constants


def _minutes(behind: Behind, values: dict[str, Any]) -> str:
    """The parts of a day, each with parameters of its own."""
    parts = []
    for i, (starts, ends) in enumerate(behind.minutes):
        values |= {f"from{i}": starts, f"before{i}": ends}
        parts.append(f"({MINUTE} >= %(from{i})s and {MINUTE} < %(before{i})s)")
    return f"({' or '.join(parts)})"
