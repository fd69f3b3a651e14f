"""Reading a file of visits: where, when, how many."""

import tempfile
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from heedful.listen.imports.reading import UnreadableFile, open_source
from heedful.understand.weights.rules import WHOLE_DAY, Kind, NotHours, overlapping, span

# The names that a column may have; the first stands in what we say of it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "location_code": ("location_code", "location", "code"),
    "trading_day": ("trading_day", "day", "date"),
    "visits": ("visits", "count", "guests"),
    "hours": ("hours",),
    "daypart": ("daypart",),
    "segment": ("segment", "group"),
}
NEEDED = ("location_code", "trading_day", "visits")
# Beyond so many lines that cannot be read the file is refused as a whole.
SHOWN_FAULTS = 20
MOST_KINDS = 7 * 24
# A file has few different values and many lines.
REMEMBERED = 10_000


class NotTraffic(ValueError):
    """The file cannot be taken in; the sentence says why."""


@dataclass(slots=True)
class TrafficPlan:
    """What a file of visits holds. Lines that cannot be read are counted, the first are named."""

    file: str
    visits: dict[uuid.UUID, Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    first: date = date.max
    last: date = date.min
    groups: set[str] = field(default_factory=set)
    unknown: Counter[str] = field(default_factory=Counter)  # codes of no location, by lines
    faults: list[tuple[int, str]] = field(default_factory=list)
    n_faults: int = 0

    @property
    def total(self) -> int:
        return sum(of_place.total() for of_place in self.visits.values())

    @property
    def kinds(self) -> tuple[Kind, ...]:
        found = {kind for of_place in self.visits.values() for kind in of_place}
        return tuple(sorted(found, key=lambda kind: (kind.weekday, *span(kind.hours), kind.name)))

    def fault(self, line: int, reason: str) -> None:
        self.n_faults += 1
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append((line, reason))


def read_traffic(*, data: bytes, name: str, places: Mapping[str, uuid.UUID]) -> TrafficPlan:
    """Read a file (CSV, Parquet, XLSX or JSON lines) of visits. Raises NotTraffic."""
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:10]) as file:
        file.write(data)
        file.flush()
        try:
            with open_source(file.name) as source:
                reader = _Reader(source.columns, places, name)
                for batch in source.batches():
                    for line, row in zip(
                        batch.lines, zip(*batch.columns, strict=True), strict=True
                    ):
                        reader.take(line, row)
        except UnreadableFile as error:
            raise NotTraffic(error.reason) from error
    plan = reader.plan
    if not plan.visits:
        raise NotTraffic(_("No line names a location of yours with visits."))
    if len(plan.kinds) > MOST_KINDS:
        raise NotTraffic(_("The file has more than 24 parts of the day."))
    if both := overlapping(plan.kinds):
        raise NotTraffic(
            _("The hours %(one)s and %(other)s overlap.") % {"one": both[0], "other": both[1]}
        )
    return plan


class _Reader:
    def __init__(
        self, columns: tuple[str, ...], places: Mapping[str, uuid.UUID], name: str
    ) -> None:
        at = {column.strip().casefold(): place for place, column in enumerate(columns)}
        self._at = {
            what: next((at[one] for one in names if one in at), None)
            for what, names in COLUMNS.items()
        }
        missing = [what for what in NEEDED if self._at[what] is None]
        if missing:
            raise NotTraffic(_("The file has no column “%(name)s”.") % {"name": missing[0]})
        self._places = places
        self.plan = TrafficPlan(name)

    def _get(self, row: tuple[str | None, ...], what: str) -> str:
        place = self._at[what]
        return "" if place is None else (row[place] or "").strip()

    def take(self, line: int, row: tuple[str | None, ...]) -> None:
        plan, code = self.plan, self._get(row, "location_code")
        key = self._places.get(code)
        if key is None:
            plan.unknown[code] += 1
            return
        try:
            hours = self._get(row, "hours") or WHOLE_DAY
            visits = _count(self._get(row, "visits"))
            day, kind = _when(self._get(row, "trading_day"), self._get(row, "daypart"), hours)
        except NotHours:
            plan.fault(
                line, _("“%(text)s” is no span of hours like 11:30-15:00.") % {"text": hours}
            )
            return
        except ValueError:
            plan.fault(
                line, _("The day is no date like 2026-03-31, or visits are no whole number.")
            )
            return
        plan.visits[key][kind] += visits
        plan.first, plan.last = min(plan.first, day), max(plan.last, day)
        if segment := self._get(row, "segment"):
            plan.groups.add(segment)


@lru_cache(REMEMBERED)
def _when(text: str, daypart: str, hours: str) -> tuple[date, Kind]:
    """Raises ValueError, NotHours."""
    day = date.fromisoformat(text[:10])
    span(hours)
    return day, Kind(day.weekday(), daypart, hours)


@lru_cache(REMEMBERED)
def _count(text: str) -> int:
    """Raises ValueError."""
    value = float(text)
    if value < 0 or value != int(value) or value > 1e9:
        raise ValueError(text)
    return int(value)
