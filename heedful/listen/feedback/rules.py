"""When feedback counts, and what is told of it to those who count. No Django, no clock."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

WEIGHT_ONE = 1_000_000


def trading_day(*, occurred_at: datetime, time_zone: tzinfo, day_starts_at: time) -> date:
    """Return the shift an instant belongs to at a location: half past midnight is still Sunday."""
    return trading_day_of(local=occurred_at.astimezone(time_zone), day_starts_at=day_starts_at)


def trading_day_of(*, local: datetime, day_starts_at: time) -> date:
    """Return the same for a time read off the location's own clock."""
    before = local.time() < day_starts_at
    return local.date() - timedelta(days=1) if before else local.date()


@dataclass(frozen=True, slots=True)
class CountedRows:
    """What cells need of rows of feedback of one version, as columns of equal length.

    `scores` are in the order of the version's slots, with the marks of `cxstats.sums`; `weights`
    are millionths, None when every row weighs one.
    """

    locations: Sequence[uuid.UUID]
    days: Sequence[date]
    scores: Sequence[Sequence[int]]
    weights: Sequence[int] | None = None


def changed_payload(
    *, questionnaire_id: uuid.UUID, version_id: uuid.UUID, rows: CountedRows, sign: Literal[1, -1]
) -> Mapping[str, Any]:
    """Return the outbox entry that tells of rows that are new (1) or no longer count (-1)."""
    distinct = list(dict.fromkeys(rows.locations))
    place = {location: index for index, location in enumerate(distinct)}
    weighted = rows.weights is not None and any(one != WEIGHT_ONE for one in rows.weights)
    return {
        "questionnaire": str(questionnaire_id),
        "version": str(version_id),
        "sign": sign,
        "locations": [str(location) for location in distinct],
        "at": [place[location] for location in rows.locations],
        "days": [day.isoformat() for day in rows.days],
        "scores": [list(map(int, row)) for row in rows.scores],
        "weights": [int(one) for one in rows.weights or ()] if weighted else None,
    }
