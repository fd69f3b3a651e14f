"""The path over the lake on one machine: DuckDB, in this process."""

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import pyarrow as pa
from django.conf import settings

from heedful.understand.lake.counting import Columns
from heedful.understand.lake.files import Kept, LiveFile
from heedful.understand.lake.paths import FileGone, OverLake
from heedful.understand.lake.places import Places
from heedful.understand.lake.rules import slot_name
from heedful.understand.lake.shapes import Shape
from heedful.understand.lake.sql import PLACES, ROWS, SKETCHED, TYPES, month_sums_written
from heedful.understand.lake.stopping import interrupted_by

if TYPE_CHECKING:
    import duckdb

DUCK = {
    "string": "varchar",
    "date": "date",
    "int8": "tinyint",
    "int16": "smallint",
    "int64": "bigint",
}


class LakeOnDuckDB(OverLake):
    """Reads the months that a question is about, as of the newest commit."""

    name: ClassVar[str] = "the lake"
    dialect: ClassVar[str] = "duckdb"

    def warm(self) -> None:
        month_sums_written(1, self.dialect)
        _connection(os.getpid()).cursor().execute("select 1").fetchall()

    def told(self, sql: str, kept: Kept, places: Places, shape: Shape) -> Columns:
        cursor = _connection(os.getpid()).cursor()
        with interrupted_by(cursor.interrupt):
            told = run(sql, kept, shape.slots, places.table, cursor=cursor).fetchnumpy()
        return {str(name): column for name, column in told.items()}


def run(
    sql: str,
    kept: Kept,
    slots: Iterable[int],
    places: pa.Table | None = None,
    *,
    cursor: "duckdb.DuckDBPyConnection | None" = None,
) -> "duckdb.DuckDBPyConnection":
    """Run SQL over rows of the lake. Raises FileGone."""
    import duckdb  # noqa: PLC0415 - pages that read cells need none of it.

    if cursor is None:
        cursor = _connection(os.getpid()).cursor()
    if places is not None:
        cursor.register(PLACES, places)
    try:
        return cursor.execute(sql.replace(f'"{ROWS}"', rows_of(kept, slots)))
    except (duckdb.IOException, FileNotFoundError) as reason:
        raise FileGone(str(reason)) from reason


def rows_of(kept: Kept, slots: Iterable[int]) -> str:
    """The rows as one table. Files from before an item was asked have no column for it."""
    wanted = {name: DUCK[kind] for name, kind in (TYPES | SKETCHED).items()}
    wanted |= {slot_name(slot): "smallint" for slot in slots}
    nothing = ", ".join(f'null::{kind} as "{name}"' for name, kind in wanted.items())
    parts = [f"select {nothing} where false"]
    if kept.whole:
        parts.append(f"select * from {_read(kept.whole)}")  # noqa: S608 - paths of ours
    if kept.edges:
        first, last = kept.window.first, kept.window.last
        days = f"day between date '{first}' and date '{last}'"
        parts.append(f"select * from {_read(kept.edges)} where {days}")  # noqa: S608 - days and paths of ours
    return f"({' union all by name '.join(parts)})"


def _read(files: Sequence[LiveFile]) -> str:
    paths = ", ".join("'" + file.path.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"


@lru_cache(maxsize=1)
def _connection(process: int) -> "duckdb.DuckDBPyConnection":
    """One database in memory for each process; a fork makes its own. Nothing is downloaded."""
    import duckdb  # noqa: PLC0415 - as above.

    del process
    scratch = settings.ENVIRONMENT.home / "scratch"
    connection = duckdb.connect(
        config={
            "memory_limit": settings.ENVIRONMENT.lake_memory,
            "threads": settings.ENVIRONMENT.lake_threads,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("set parquet_metadata_cache = true")
    if "://" in settings.LAKE:
        import fsspec  # noqa: PLC0415 - only object storage needs it.

        connection.register_filesystem(fsspec.filesystem(settings.LAKE.split("://")[0]))
    return connection
