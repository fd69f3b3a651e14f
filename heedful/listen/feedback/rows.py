"""Rows of feedback as columns, for what no cell can tell: who, at what hour, in which order.

Callers stand inside the tenant's fence and read for a whole organisation; what a person may see of
what is found is decided by the room that shows it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
select row.id, row.version_id, row.location_id, row.day,
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


def read_rows(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, first: date, last: date, slots: int
) -> Rows:
    """Read what stands between two trading days, both included. Two queries."""
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
    versions, version = _coded(columns[1])
    locations, at = _coded(columns[2])
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
