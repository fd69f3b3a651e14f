import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heedful.listen.imports.reading import UnreadableFile, open_source


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, row_group_size=300)
    return file.getvalue()


def test_values_are_text_in_one_form(read):
    found = read(
        parquet(
            place=pa.array(["A", "B"]).dictionary_encode(),
            score=[4.0, None],
            share=[0.25, 1e-9],
            number=[7, -7],
            price=[Decimal("1.50"), None],
            day=[date(2018, 5, 31), None],
            moment=[datetime.fromisoformat("2018-05-31 14:05:06.000007"), None],
            instant=[datetime(2018, 5, 31, 14, 5, tzinfo=UTC), None],
            ok=[True, False],
            raw=[b"caf\xc3\xa9", b"\xff"],
            tags=[["x"], []],
        ),
        "file.parquet",
    )

    assert found.rows == [
        (
            *("A", "4", "0.25", "7", "1.50", "2018-05-31", "2018-05-31 14:05:06"),
            *("2018-05-31 14:05:00+00:00", "true", "café", "['x']"),
        ),
        ("B", None, "1e-09", "-7", None, None, None, None, "false", "\ufffd", "[]"),
    ]
    assert found.lines == [1, 2]


def test_what_no_text_has_is_a_reject(read):
    found = read(parquet(a=["x\0y", "z" * 200_000, "ok"]))

    assert found.rows == [("ok",)]
    assert [line for line, _ in found.reasons] == [1, 2]


def test_row_groups_are_read_one_after_the_other(write):
    path = write(parquet(n=list(range(1_000))), "file.parquet")

    with open_source(path) as source:
        batches = list(source.batches(400))
        assert [len(batch.lines) for batch in batches] == [400, 400, 200]
        assert batches[-1].lines[-1] == 1_000
        assert batches[-1].columns[0][-1] == "999"
        assert source.position == source.total_bytes


def test_it_may_be_packed(read):
    assert read(gzip.compress(parquet(a=[1]))).rows == [("1",)]


def test_half_a_file_is_told(read):
    content = parquet(n=list(range(1_000)))

    with pytest.raises(UnreadableFile, match="damaged or was cut off"):
        read(content[:-100])
