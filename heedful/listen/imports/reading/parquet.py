"""Parquet files, row group by row group."""

from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from heedful.listen.imports.reading.batch import MAX_FIELD, Reject, UnreadableFile
from heedful.listen.imports.reading.columns import unique_names
from heedful.listen.imports.reading.source import BATCH_ROWS, Row, Source
from heedful.listen.imports.reading.workbook import as_text, find_fault


class ParquetSource(Source):
    format = "parquet"

    def __init__(self, file: IO[bytes], *, total_bytes: int) -> None:
        super().__init__(total_bytes=total_bytes)
        self._file = file
        try:
            self._table = pq.ParquetFile(file)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile("The Parquet file is damaged or was cut off.") from error
        self.columns, notes = unique_names(self._table.schema_arrow.names)
        self.notes += notes
        self._done = 0

    @property
    def position(self) -> int:
        rows = max(int(self._table.metadata.num_rows), 1)
        return min(self.total_bytes, self.total_bytes * self._done // rows)

    def close(self) -> None:
        self._table.close()
        self._file.close()

    def _rows(self) -> Iterator[Row | Reject]:
        """Yield the records, counted from 1 (a Parquet file has no lines)."""
        try:
            for part in self._table.iter_batches(batch_size=BATCH_ROWS):
                columns = [_texts(column) for column in part.columns]
                suspicious = any(_is_suspicious(column) for column in columns)
                texts = [column.to_pylist() for column in columns]
                for record, row in enumerate(zip(*texts, strict=True), start=self._done + 1):
                    fault = find_fault(list(row)) if suspicious else None
                    yield Reject(record, None, fault, None, row) if fault else (record, row)
                self._done += part.num_rows
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(
                f"The Parquet file is damaged after record {self._done}."
            ) from error


def _texts(column: Any) -> Any:
    """Return an Arrow column as strings in the canonical form of `as_text`."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    if pa.types.is_integer(kind) or pa.types.is_date(kind) or pa.types.is_decimal(kind):
        return pc.cast(column, pa.string())
    if pa.types.is_timestamp(kind):
        # Whole seconds, with the zone's offset where the column has a zone.
        column = pc.cast(column, pa.timestamp("us", kind.tz), safe=False)
    values = (
        value.decode(errors="replace") if isinstance(value, bytes) else value
        for value in column.to_pylist()
    )
    return pa.array([_cell_text(value) for value in values], pa.string())


def _cell_text(value: Any) -> str | None:
    return str(value) if isinstance(value, list | dict) else as_text(value)


def _is_suspicious(column: Any) -> bool:
    longest = pc.max(pc.utf8_length(column)).as_py() or 0
    return longest > MAX_FIELD or bool(pc.any(pc.match_substring(column, "\0")).as_py())
