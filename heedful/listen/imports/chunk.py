"""A batch of a file with its places found: what the database needs of each row."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from heedful.base.org.directory import Directory, Nowhere, Place
from heedful.listen.feedback.partitions import month_of
from heedful.listen.feedback.rules import trading_day_of
from heedful.listen.imports.mapping import Batch, Mapping
from heedful.listen.imports.reading import RawBatch, Reject
from heedful.listen.imports.rules import clock_at, instant


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that go in, as columns of equal length, and all rows that stay out.

    `rows` are their numbers in `batch`; `occurred` is in UTC, `local` is the same by the location's
    own clock, `days` are trading days.
    """

    batch: Batch
    rows: list[int]
    locations: list[uuid.UUID]
    occurred: list[datetime]
    local: list[datetime]
    days: list[date]
    rejects: list[Reject]

    @property
    def months(self) -> set[date]:
        return {month_of(moment) for moment in self.occurred}


def place_batch(
    *, batch: Batch, raw: RawBatch, mapping: Mapping, directory: Directory, day_starts_at: time
) -> Chunk:
    """Find each row's location; a row without one is a reject."""
    found = directory.find_all(batch.paths)
    rows = [row for row, place in enumerate(found) if isinstance(place, Place)]
    places = [place for place in found if isinstance(place, Place)]
    local, occurred = _moments(batch, rows, places)
    nowhere = [(row, place) for row, place in enumerate(found) if isinstance(place, Nowhere)]
    return Chunk(
        batch=batch,
        rows=rows,
        locations=[place.id for place in places],
        occurred=occurred,
        local=local,
        days=[trading_day_of(local=one, day_starts_at=day_starts_at) for one in local],
        rejects=batch.rejects + _rejects(nowhere, batch, raw, mapping),
    )


def _moments(
    batch: Batch, rows: Sequence[int], places: Sequence[Place]
) -> tuple[list[datetime], list[datetime]]:
    """Return when each row happened by its location's own clock, and in UTC."""
    told = batch.instants
    local = [batch.occurred[row] for row in rows]
    if not told:
        return local, [instant(one, place.zone) for one, place in zip(local, places, strict=True)]
    occurred = []
    for position, (row, place) in enumerate(zip(rows, places, strict=True)):
        if row in told:
            local[position] = clock_at(told[row], place.zone)
            occurred.append(told[row])
        else:
            occurred.append(instant(local[position], place.zone))
    return local, occurred


def _rejects(
    nowhere: Sequence[tuple[int, Nowhere]], batch: Batch, raw: RawBatch, mapping: Mapping
) -> list[Reject]:
    if not nowhere:
        return []
    index = {line: position for position, line in enumerate(raw.lines)}
    column = " / ".join(mapping.location.columns) or None
    return [
        Reject(
            line=batch.lines[row],
            column=column,
            reason=place.reason,
            value=" / ".join(batch.paths[row]),
            row=raw.row(index[batch.lines[row]]),
        )
        for row, place in nowhere
    ]
