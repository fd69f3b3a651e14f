"""Rows of feedback as columns, for what no cell can tell: who, at what hour, in which order.

Callers stand inside the tenant's fence and read for a whole organisation; what a person may see of
what is found is decided by the room that shows it.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED
from heedful.listen.feedback.factors import BEFORE_DESIGN, EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.surveys.models import QuestionnaireVersion

Integers = NDArray[np.int64]

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


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each feedback that stands, ordered by location and time; n rows, k slots."""

    ids: tuple[uuid.UUID, ...]
    locations: tuple[uuid.UUID, ...]  # what `at` points into
    at: Integers
    days: Integers  # ordinals of the trading day
    minutes: Integers  # on the location's clock, from midnight of the trading day: 25:30 is 1530
    received: Integers  # seconds since 1970
    scores: NDArray[np.int16]  # (n, k) by slot, with the marks of `cxstats.sums`
    weights: Integers  # millionths; what each row counts, factors included
    versions: tuple[uuid.UUID, ...]  # what `version` points into
    version: Integers
    channels: tuple[str, ...]  # what `channel` points into
    channel: Integers
    respondents: tuple[str, ...]  # what `respondent` points into; "" stands for nobody named
    respondent: Integers
    comment_lengths: Integers
    before_design: Integers  # millionths; what each row counts but for who answers

    def __len__(self) -> int:
        return len(self.at)

    @property
    def weekdays(self) -> Integers:
        """Of the trading day; 0 is Monday."""
        return (self.days + 6) % 7

    def between(self, first: date, last: date) -> "Rows":
        """Return what a reading of these days alone would have returned."""
        inside = (first.toordinal() <= self.days) & (self.days <= last.toordinal())
        if inside.all():
            return self
        locations, at = _left(self.locations, self.at[inside])
        versions, version = _left(self.versions, self.version[inside])
        channels, channel = _left(self.channels, self.channel[inside])
        respondents, respondent = _left(self.respondents, self.respondent[inside])
        return Rows(
            ids=tuple(compress(self.ids, inside)),
            locations=locations,
            at=at,
            days=self.days[inside],
            minutes=self.minutes[inside],
            received=self.received[inside],
            scores=self.scores[inside],
            weights=self.weights[inside],
            versions=versions,
            version=version,
            channels=channels,
            channel=channel,
            respondents=respondents,
            respondent=respondent,
            comment_lengths=self.comment_lengths[inside],
            before_design=self.before_design[inside],
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
    asked: dict[uuid.UUID, Sequence[int]] = dict(found)
    with connection.cursor() as cursor:
        cursor.execute(
            READ,
            {
                "tenant": tenant_id,
                "questionnaire": questionnaire_id,
                "first": first,
                "last": last,
            },
        )
        rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 12
    versions, version = _coded_ids(columns[1])
    locations, at = _coded_ids(columns[2])
    channels, channel = _coded(columns[8])
    respondents, respondent = _coded(columns[9])
    return Rows(
        ids=tuple(columns[0]),
        locations=locations,
        at=at,
        days=_integers([day.toordinal() for day in columns[3]]),
        minutes=_integers(columns[4]),
        received=_integers(columns[5]),
        scores=_spread(columns[6], version, [asked[key] for key in versions], slots),
        weights=_integers(columns[7]),
        versions=versions,
        version=version,
        channels=channels,
        channel=channel,
        respondents=respondents,
        respondent=respondent,
        comment_lengths=_integers(columns[10]),
        before_design=_integers(columns[11]),
    )


def _coded(values: Sequence[object]) -> tuple[tuple[Any, ...], Integers]:
    places: dict[object, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return tuple(places), _integers(codes)


def _coded_ids(texts: Sequence[str]) -> tuple[tuple[uuid.UUID, ...], Integers]:
    """As `_coded`: texts are compared much faster than the ids that they stand for."""
    names, codes = _coded(texts)
    return tuple(uuid.UUID(name) for name in names), codes


def _left(names: tuple[Any, ...], codes: Integers) -> tuple[tuple[Any, ...], Integers]:
    """The names that are left, in the order in which they now come first, and their codes."""
    used, first = np.unique(codes, return_index=True)
    order = np.argsort(first)
    place = np.empty(len(names), dtype=np.int64)
    place[used[order]] = np.arange(used.size)
    return tuple(names[i] for i in used[order].tolist()), place[codes]


def _integers(values: Sequence[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _spread(
    scores: Sequence[Sequence[int]], version: Integers, asked: Sequence[Sequence[int]], slots: int
) -> NDArray[np.int16]:
    """Move each answer from its place on the form to its slot."""
    wide = np.full((len(scores), slots), NOT_ANSWERED, dtype=np.int16)
    for code, places in enumerate(asked):
        mine = np.flatnonzero(version == code)
        given = np.array([scores[i] for i in mine.tolist()], dtype=np.int16)
        columns = np.array(places, dtype=np.intp)
        wide[mine[:, None], columns] = given.reshape(len(mine), len(columns))
    return wide
