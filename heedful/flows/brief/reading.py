"""Several files with their mappings, read into one series of rows."""

import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from cxstats.sums import NOT_ANSWERED
from heedful.listen.imports.choosing import choose_mappings
from heedful.listen.imports.mapping import Item, Mapping, MappingError, Normaliser, load_mapping
from heedful.listen.imports.reading import Reject, open_source
from heedful.understand.metrics.series import RatedItem, Series

# Rejected rows that are told one by one; the rest are counted.
TOLD_REJECTS = 20


@dataclass(frozen=True, slots=True)
class RejectedRow:
    file: str
    reject: Reject


@dataclass(slots=True)
class Rows:
    """What was read of all files, as columns; a row that comes again replaces the earlier one."""

    title: str
    series: Series
    paths: list[tuple[str, ...]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    keys: list[uuid.UUID] = field(default_factory=list)
    scores: list[NDArray[np.int16]] = field(default_factory=list)  # chunks (n, items of the series)
    weights: list[NDArray[np.int64]] = field(default_factory=list)
    rejected: int = 0
    rejects: list[RejectedRow] = field(default_factory=list)

    def newest(self) -> NDArray[np.intp]:
        """Indices of the rows that count: the last one of each key, in order."""
        last = {key: index for index, key in enumerate(self.keys)}
        return np.array(sorted(last.values()), dtype=np.intp)


def read_files(
    files: Sequence[Path], mappings: Sequence[Path], *, today: date, console: Console | None
) -> Rows:
    """Read all files by their mappings. Raises UnreadableFile, MappingError."""
    chosen = choose_mappings(files, [load_mapping(path) for path in mappings])
    rows = Rows(title=_title(chosen), series=series_of(chosen))
    with ExitStack() as stack:
        bar = None
        if console:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[n]}"),
            )
            bar = stack.enter_context(Progress(*columns, console=console, transient=True))
        for file, mapping in zip(files, chosen, strict=True):
            _read(file, mapping, rows, today=today, bar=bar)
    return rows


def series_of(mappings: Sequence[Mapping]) -> Series:
    """The items of all mappings, the same question by its code. Raises MappingError."""
    names = {mapping.series.questionnaire for mapping in mappings}
    if len(names) > 1:
        told = " and ".join(f"“{name}”" for name in sorted(names))
        raise MappingError(f"The mappings are of different questionnaires: {told}.")
    items: dict[str, RatedItem] = {}
    for mapping in mappings:
        for item in mapping.rated_items:
            known = items.setdefault(item.code, _rated(item))
            if (known.low, known.high, known.kind) != (item.low, item.high, item.kind):
                raise MappingError(
                    f"“{item.code}” is rated from {known.low} to {known.high} in one mapping and"
                    f" from {item.low} to {item.high} in another. Give it another code in one."
                )
    primary = next((m.primary_outcome for m in mappings if m.primary_outcome), None)
    if primary is None:
        raise MappingError('No item has role = "outcome", so there is nothing to tell about.')
    return Series(tuple(items.values()))


def _rated(item: Item) -> RatedItem:
    return RatedItem(
        code=item.code,
        label=item.label,
        role=item.role,
        low=item.low,
        high=item.high,
        kind=item.kind,
        primary=item.primary,
    )


def _title(mappings: Sequence[Mapping]) -> str:
    titles = list(dict.fromkeys(mapping.title for mapping in mappings))
    if len(titles) == 1:
        return titles[0]
    return f"{mappings[0].series.questionnaire}: {len(titles)} files"


def _read(file: Path, mapping: Mapping, rows: Rows, *, today: date, bar: Progress | None) -> None:
    slots = [rows.series.slot(item.code) for item in mapping.rated_items]
    hints = mapping.file
    with open_source(
        file,
        format=hints.format,
        encoding=hints.encoding,
        delimiter=hints.delimiter,
        sheet=hints.sheet,
    ) as source:
        line = bar.add_task(file.name, total=source.total_bytes, n="") if bar else None
        normaliser = Normaliser(mapping, source.columns, today=today)
        for raw in source.batches():
            batch = normaliser.normalise(raw)
            wide = np.full((len(batch.lines), len(rows.series.items)), NOT_ANSWERED, dtype=np.int16)
            wide[:, slots] = batch.scores
            rows.scores.append(wide)
            rows.weights.append(batch.weights)
            rows.paths += batch.paths
            rows.days += [moment.date() for moment in batch.occurred]
            rows.keys += batch.keys
            rows.rejected += len(batch.rejects)
            room = max(TOLD_REJECTS - len(rows.rejects), 0)
            rows.rejects += [RejectedRow(file.name, one) for one in batch.rejects[:room]]
            if bar and line is not None:
                bar.update(line, completed=source.position, n=f"{len(rows.paths):,} rows")
