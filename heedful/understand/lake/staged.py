"""Rows of files in object storage, read where Spark works. Sent to the cluster as it stands here.

So a worker needs pyarrow, fsspec and what opens its addresses, but nothing of Heedful's.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa


def rows_in(
    numbers: Iterable[pa.RecordBatch], *, paths: Sequence[str], wanted: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Read the files of these numbers. A column that a file does not have yet is null."""
    import fsspec  # noqa: PLC0415 - only the workers open files.
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - as above.

    for batch in numbers:
        for number in batch.column(0).to_pylist():
            with fsspec.open(paths[number]) as content:
                file = ParquetFile(content)
                there = [name for name in wanted.names if name in file.schema_arrow.names]
                for part in file.iter_batches(columns=there):
                    columns = [
                        part[one.name].cast(one.type)
                        if one.name in there
                        else pa.nulls(part.num_rows, one.type)
                        for one in wanted
                    ]
                    yield pa.RecordBatch.from_arrays(columns, schema=wanted)
