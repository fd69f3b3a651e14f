"""Tables of the lake as files: Parquet under Delta, on a disk or in object storage."""

import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from django.conf import settings

from cxstats.sums import WEIGHT_ONE
from heedful.understand.lake.rules import MONTH, MOST_FILES, months_between, schema, these_days
from heedful.understand.metrics.rules import Window

# Statistics of other columns would leave the ids of erased rows in the log.
CONFIGURATION = {
    "delta.dataSkippingStatsColumns": "day,weight",
    "delta.checkpointInterval": "20",
    "delta.logRetentionDuration": "interval 1 days",
    "delta.enableExpiredLogCleanup": "true",
}
WRITER = WriterProperties(compression="SNAPPY", max_row_group_size=122_880)
BATCH = "heedful.batch"


@dataclass(frozen=True, slots=True)
class LiveFile:
    """A file that is part of the table by now."""

    path: str
    month: str
    rows: int
    size: int
    first: date | None
    last: date | None
    is_weighted: bool

    def lies_in(self, first: date, last: date) -> bool:
        """Whether all its rows are of these days."""
        if self.first is None or self.last is None:
            return False
        return self.first >= first and self.last <= last


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of which all rows are wanted, and files of which only those within the window are.

    Looking at the day of every row costs a sixth of a count.
    """

    whole: tuple[LiveFile, ...]
    edges: tuple[LiveFile, ...]
    window: Window

    @classmethod
    def of(cls, files: Sequence[LiveFile], window: Window) -> "Kept":
        within = [file for file in files if file.lies_in(window.first, window.last)]
        edges = [file for file in files if file not in within]
        return cls(tuple(within), tuple(edges), window)

    def __bool__(self) -> bool:
        return bool(self.whole or self.edges)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table at one version; files of later ones do not matter to who reads it."""

    version: int
    files: tuple[LiveFile, ...]
    slots: int

    def of_days(self, first: date, last: date) -> tuple[LiveFile, ...]:
        """The files that may hold rows of these days."""
        months = set(months_between(first, last))
        return tuple(
            file
            for file in self.files
            if file.month in months
            and (file.first is None or file.first <= last)
            and (file.last is None or file.last >= first)
        )


class Store:
    """The table of one questionnaire."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open: DeltaTable | None = None
        self._seen: Snapshot | None = None
        self._lock = Lock()

    def snapshot(self) -> Snapshot | None:
        """The table as it is by now; None when there is none. Costs a look for newer commits."""
        with self._lock:
            table = self._table()
            if table is None:
                return None
            if self._seen is None or self._seen.version != table.version():
                self._seen = _snapshot(table)
            return self._seen

    def start(self, *, slots: int, batch: uuid.UUID) -> None:
        """Make an empty table; what was there goes."""
        self.remove()
        DeltaTable.create(
            self.address,
            schema(slots),
            partition_by=[MONTH],
            configuration=CONFIGURATION,
            commit_properties=_told(batch),
        )

    def replace(
        self, days: Sequence[date], rows: Iterable[pa.Table], *, slots: int, batch: uuid.UUID
    ) -> None:
        """Put these rows in the place of all of some days of one month, in one commit."""
        wide = schema(slots)
        parts = [part.cast(wide) for part in rows if part.num_rows]
        table = DeltaTable(self.address)
        told = _told(batch)
        if not parts:
            table.delete(these_days(days), commit_properties=told)
            return
        write_deltalake(
            table,
            pa.concat_tables(parts).combine_chunks(),
            mode="overwrite",
            predicate=these_days(days),
            schema_mode="merge" if slots > _slots(table) else None,
            writer_properties=WRITER,
            commit_properties=told,
        )

    def tidy(self, *, batch: uuid.UUID) -> None:
        """Make few files of many, and delete what is no part of the table any more.

        The latter at once: it may be of rows that were erased.
        """
        table = DeltaTable(self.address)
        counts: dict[str, int] = {}
        for file in _snapshot(table).files:
            counts[file.month] = counts.get(file.month, 0) + 1
        for month, count in sorted(counts.items()):
            if count > MOST_FILES:
                table.optimize.compact(
                    [(MONTH, "=", month)],
                    writer_properties=WRITER,
                    commit_properties=_told(batch),
                )
        table.vacuum(
            0,
            dry_run=False,
            enforce_retention_duration=False,
            full=True,
            commit_properties=_told(batch),
        )

    def newest_batch(self) -> str | None:
        """The batch that the newest commit was part of."""
        (newest,) = DeltaTable(self.address).history(1)
        told = newest.get(BATCH)
        return None if told is None else str(told)

    def remove(self) -> None:
        """Delete the table with all its files."""
        with self._lock:
            self._open = self._seen = None
            if "://" not in self.address:
                shutil.rmtree(self.address, ignore_errors=True)
                return
            import fsspec  # noqa: PLC0415 - only object storage needs it.

            files, path = fsspec.core.url_to_fs(self.address)
            if files.exists(path):
                files.rm(path, recursive=True)

    def _table(self) -> DeltaTable | None:
        if self._open is not None:
            try:
                self._open.update_incremental()
            except Exception:  # noqa: BLE001 - gone, or made anew: it is opened again below.
                self._open = self._seen = None
        if self._open is None and DeltaTable.is_deltatable(self.address):
            self._open = DeltaTable(self.address)
        return self._open


def store_of(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> Store:
    """Where the rows of a questionnaire lie."""
    return _store(f"{settings.LAKE.rstrip('/')}/{tenant_id}/{questionnaire_id}")


@lru_cache(maxsize=256)
def _store(address: str) -> Store:
    if "://" not in address:
        Path(address).parent.mkdir(parents=True, exist_ok=True)
    return Store(address)


def _snapshot(table: DeltaTable) -> Snapshot:
    actions: Mapping[str, list[object]] = pa.table(table.get_add_actions(flatten=True)).to_pydict()
    root = table.table_uri.rstrip("/").removeprefix("file://")
    count = len(actions["path"])

    def column(name: str) -> list[object]:
        return actions.get(name, [None] * count)

    files = tuple(
        LiveFile(
            path=f"{root}/{path}",
            month=str(month),
            rows=int(str(rows or 0)),
            size=int(str(size)),
            first=first if isinstance(first, date) else None,
            last=last if isinstance(last, date) else None,
            is_weighted=not lightest == heaviest == WEIGHT_ONE,
        )
        for path, month, rows, size, first, last, lightest, heaviest in zip(
            column("path"),
            column(f"partition.{MONTH}"),
            column("num_records"),
            column("size_bytes"),
            column("min.day"),
            column("max.day"),
            column("min.weight"),
            column("max.weight"),
            strict=True,
        )
    )
    return Snapshot(table.version(), tuple(sorted(files, key=lambda one: one.path)), _slots(table))


def _slots(table: DeltaTable) -> int:
    names = {field.name for field in table.schema().fields}
    return sum(1 for name in names if name[0] == "s" and name[1:].isdecimal())


def _told(batch: uuid.UUID) -> CommitProperties:
    return CommitProperties(custom_metadata={BATCH: str(batch)})
