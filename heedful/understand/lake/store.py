"""Tables of the lake as files: Parquet under Delta, on a disk or in object storage."""

import shutil
import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from django.conf import settings

from heedful.understand.lake.files import Snapshot, slots_of, snapshot_of
from heedful.understand.lake.rules import MONTH, MOST_FILES, schema, these_days

# Statistics of other columns would leave the ids of erased rows in the log.
CONFIGURATION = {
    "delta.dataSkippingStatsColumns": "day,weight",
    "delta.checkpointInterval": "20",
    "delta.logRetentionDuration": "interval 1 days",
    "delta.enableExpiredLogCleanup": "true",
}
WRITER = WriterProperties(compression="SNAPPY", max_row_group_size=122_880)
BATCH = "heedful.batch"


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
                self._seen = snapshot_of(table)
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
            schema_mode="merge" if slots > slots_of(table) else None,
            writer_properties=WRITER,
            commit_properties=told,
        )

    def tidy(self, *, batch: uuid.UUID) -> None:
        """Make few files of many, and delete what is no part of the table any more.

        The latter at once: it may be of rows that were erased.
        """
        table = DeltaTable(self.address)
        counts: dict[str, int] = {}
        for file in snapshot_of(table).files:
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


def _told(batch: uuid.UUID) -> CommitProperties:
    return CommitProperties(custom_metadata={BATCH: str(batch)})
