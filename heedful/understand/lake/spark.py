"""The path over the lake on a cluster: the same definitions, run by Spark.

Spark needs no jar for Delta: which files are live is read from the log here, as it is for DuckDB,
and the cluster reads these as plain Parquet. It needs none for object storage either: there Python
reads them on the workers, and hands them on as Arrow.
"""

import logging
import os
import uuid
from collections.abc import Sequence
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
from django.conf import settings

from heedful.understand.lake import staged
from heedful.understand.lake.counting import Columns, columns_of
from heedful.understand.lake.files import Kept, LiveFile
from heedful.understand.lake.paths import FileGone, OverLake, value_names
from heedful.understand.lake.places import Places
from heedful.understand.lake.rules import columns, slot_name
from heedful.understand.lake.shapes import Shape
from heedful.understand.lake.sql import PLACES, ROWS, SKETCHED, TYPES
from heedful.understand.lake.stopping import interrupted_by

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What Spark calls types.
SPARK = {
    "string": "string",
    "date": "date",
    "int8": "tinyint",
    "int16": "smallint",
    "int64": "bigint",
}
# Sums that do not fit must fail and never wrap; days are days wherever the cluster stands.
CONFIGURATION = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
GONE = ("FileNotFoundException", "FileNotFoundError", "PATH_NOT_FOUND", "FAILED_READ_FILE")
_starting = Lock()


class LakeOnSpark(OverLake):
    """Reads the months that a question is about, on the cluster that HEEDFUL_ENGINE names."""

    name: ClassVar[str] = "the lake, on Spark"
    dialect: ClassVar[str] = "pyspark"

    def told(self, sql: str, kept: Kept, places: Places, shape: Shape) -> Columns:
        if not kept:
            return columns_of([*shape.keys, *value_names(shape)], [])
        session = _session()
        views = {ROWS: f"rows_{uuid.uuid4().hex}", PLACES: f"places_{uuid.uuid4().hex}"}
        for name, view in views.items():
            sql = sql.replace(f"`{name}`", f"`{view}`")
        try:
            _rows_of(session, kept, shape).createOrReplaceTempView(views[ROWS])
            if places.table is not None:
                _handed_in(session, places.table).createOrReplaceTempView(views[PLACES])
            found: pa.Table = _counted(session, sql)
        except Exception as reason:
            if any(word in str(reason) for word in GONE):
                raise FileGone(str(reason)) from reason
            raise
        finally:
            for view in views.values():
                session.catalog.dropTempView(view)
        return {name: _column(found[name]) for name in found.column_names}


def _counted(session: "SparkSession", sql: str) -> pa.Table:
    """Count in a group of jobs of its own, which can be cancelled from another thread."""
    group, context = uuid.uuid4().hex, session.sparkContext
    context.setJobGroup(group, "a question to the lake", interruptOnCancel=True)
    with interrupted_by(lambda: context.cancelJobGroup(group)):
        found: pa.Table = session.sql(sql).toArrow()
        return found


def _column(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    if pa.types.is_integer(column.type):
        return np.asarray(column.to_numpy())
    return np.array(column.to_pylist(), dtype=object)


def _rows_of(session: "SparkSession", kept: Kept, shape: Shape) -> Any:
    first, last = kept.window.first, kept.window.last
    edges = _read(session, kept.edges, shape) if kept.edges else None
    if edges is not None:
        edges = edges.where(f"day between date '{first}' and date '{last}'")
    if not kept.whole:
        return edges
    whole = _read(session, kept.whole, shape)
    return whole if edges is None else whole.unionByName(edges)


def _read(session: "SparkSession", files: Sequence[LiveFile], shape: Shape) -> Any:
    """A column that a file does not have yet is read as null."""
    types = TYPES | SKETCHED | {slot_name(slot): "int16" for slot in shape.slots}
    told = ", ".join(f"`{name}` {SPARK[kind]}" for name, kind in types.items())
    paths = [file.path for file in files]
    if "://" not in paths[0]:
        return session.read.schema(told).parquet(*paths)
    known = columns(max(shape.slots, default=-1) + 1)
    wanted = pa.schema({name: known[name] for name in types})
    # Each file is a part of its own.
    numbers = session.range(0, len(paths), 1, len(paths))
    return numbers.mapInArrow(partial(staged.rows_in, paths=paths, wanted=wanted), told)


def _handed_in(session: "SparkSession", table: pa.Table) -> Any:
    rows = list(zip(*table.to_pydict().values(), strict=True))
    return session.createDataFrame(
        rows, "node string, location string, valid_from date, valid_to date"
    )


def _session() -> "SparkSession":
    """One session for each process; the first question waits some seconds for it."""
    with _starting:
        return _started(os.getpid(), settings.ENVIRONMENT.engine)


@lru_cache(maxsize=1)
def _started(process: int, engine: str) -> "SparkSession":
    del process
    from pyspark import cloudpickle  # noqa: PLC0415 - an extra, and slow to load.
    from pyspark.sql import SparkSession  # noqa: PLC0415 - as above.

    cloudpickle.register_pickle_by_value(staged)  # type: ignore[no-untyped-call]
    # It tells of every connection it closes.
    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.appName("heedful").master(engine)
    for name, value in CONFIGURATION.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
