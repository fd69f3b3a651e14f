"""The path over the lake on one machine: DuckDB, in this process."""

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import ClassVar

import duckdb
import pyarrow as pa
from django.conf import settings

from heedful.understand.lake.counting import Columns, columns_of
from heedful.understand.lake.paths import FileGone, OverLake, value_names
from heedful.understand.lake.places import Places
from heedful.understand.lake.rules import slot_name
from heedful.understand.lake.shapes import Shape
from heedful.understand.lake.sql import PLACES, ROWS, SKETCHED, TYPES
from heedful.understand.lake.store import LiveFile

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

    def told(self, sql: str, files: tuple[LiveFile, ...], places: Places, shape: Shape) -> Columns:
        if not files:
            return columns_of([*shape.keys, *value_names(shape)], [])
        told = run(sql, files, shape.slots, places.table).fetchnumpy()
        return {str(name): column for name, column in told.items()}


def run(
    sql: str, files: Sequence[LiveFile], slots: Iterable[int], places: pa.Table | None = None
) -> duckdb.DuckDBPyConnection:
    """Run SQL over some files. Raises FileGone."""
    cursor = _connection(os.getpid()).cursor()
    if places is not None:
        cursor.register(PLACES, places)
    try:
        return cursor.execute(sql.replace(f'"{ROWS}"', read_files(files, slots)))
    except duckdb.IOException as reason:
        raise FileGone(str(reason)) from reason


def read_files(files: Sequence[LiveFile], slots: Iterable[int]) -> str:
    """The files as one table. Those from before an item was asked have no column for it."""
    wanted = {name: DUCK[kind] for name, kind in (TYPES | SKETCHED).items()}
    wanted |= {slot_name(slot): "smallint" for slot in slots}
    nothing = ", ".join(f'null::{kind} as "{name}"' for name, kind in wanted.items())
    paths = ", ".join("'" + file.path.replace("'", "''") + "'" for file in files)
    return f"""(select {nothing} where false union all by name
        select * from read_parquet([{paths}], union_by_name = true, hive_partitioning = false))"""  # noqa: S608 - made of constants and of paths of ours


@lru_cache(maxsize=1)
def _connection(process: int) -> duckdb.DuckDBPyConnection:
    """One database in memory for each process; a fork makes its own. Nothing is downloaded."""
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
