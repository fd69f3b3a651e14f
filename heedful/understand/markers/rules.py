"""What was found of markers: whether they come first, and where one has fallen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cxstats.daily import Daily
from cxstats.discovery import benjamini_hochberg
from cxstats.early_warning import Alarms
from cxstats.markers import Lead
from heedful.understand.metrics.series import RatedItem

KIND = "markers"
# So many days are looked at; a location's level needs half of them.
DAYS = 365
FALSE_DISCOVERY_RATE = 0.10
# Of a 95% interval, in standard errors.
WIDTH = 1.96


@dataclass(frozen=True, slots=True)
class MarkerLead:
    """Whether a marker moves before the outcome; correlations of weekly movements, 90% interval."""

    item: str
    value: float | None
    low: float | None
    high: float | None
    locations: int
    comes_first: bool
    by_week: tuple[float, ...]  # with the outcome 5 weeks before to 5 weeks after; may be empty


@dataclass(frozen=True, slots=True)
class MarkerStudy:
    """All markers of a questionnaire, over all places together."""

    outcome: str
    leads: tuple[MarkerLead, ...]
    watched: int  # locations of which enough is known
    warned: int


@dataclass(frozen=True, slots=True)
class MarkerFall:
    """A marker that has fallen at a location."""

    item: str
    since: date
    before: float  # what it was at
    now: float  # its mean since, with a 95% interval
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class PlaceWarnings:
    """The warnings that are on at a location on the last day; `watched` if enough is known."""

    watched: bool
    warnings: tuple[MarkerFall, ...]


def leads_told(found: Sequence[Lead], items: Sequence[RatedItem]) -> tuple[MarkerLead, ...]:
    """Say of which markers it is shown that they come first, all of them looked at together."""
    apart = benjamini_hochberg(np.array([one.p for one in found]), FALSE_DISCOVERY_RATE).rejected
    return tuple(
        MarkerLead(
            item=item.code,
            value=_known(one.value),
            low=_known(one.low),
            high=_known(one.high),
            locations=one.locations,
            comes_first=bool(apart[i] and one.value > 0),
            by_week=tuple(one.by_week.tolist()) if np.isfinite(one.value) else (),
        )
        for i, (one, item) in enumerate(zip(found, items, strict=True))
    )


def warning_on(
    found: Alarms, seen: Daily, place: int, *, item: RatedItem, last: date
) -> MarkerFall | None:
    """The warning that is on at a place on the last day; None when there is none."""
    if not found.on.size or not found.on[place, -1]:
        return None
    begun = int(np.flatnonzero(found.begins[place])[-1])
    # What counts is the fall, which began when the evidence last was nothing.
    nothing = np.flatnonzero(found.evidence[place, :begun] <= 0)
    since = int(nothing[-1]) + 1 if nothing.size else 0
    n = float(seen.n[place, since:].sum())
    now = float(seen.sums[place, since:].sum()) / n
    half = WIDTH * float(np.sqrt(seen.variance / n))
    day = date.fromordinal(last.toordinal() - found.on.shape[1] + 1 + begun)
    level = float(found.level[place, begun])
    return MarkerFall(item.code, day, level, now, now - half, now + half, int(n))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
