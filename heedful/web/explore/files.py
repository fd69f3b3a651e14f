"""An answer as a file: the same figures as on the page, to the last digit."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from heedful.understand.asking.records import Value
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.web.explore.card import entries_of
from heedful.web.explore.page import Shown
from heedful.web.explore.telling import title_of
from heedful.web.tables import TABLES, as_csv, as_xlsx, download

# Each kind of file with its name and its media type.
FILES = {
    **TABLES,
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}
DATES = {str(one) for one in TIMES - {Dimension.WEEKDAY}}
FLAGS = {"enough", "is_change"}
WHOLE = {"answers", str(Dimension.WEEKDAY)}


def file_of(shown: Shown, *, kind: str) -> HttpResponse:
    """The rows of an answer, as they were searched and sorted. Raises KeyError."""
    write = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[kind]
    return download(write(shown), name=f"explore.{kind}", media=FILES[kind][1])


def _csv(shown: Shown) -> bytes:
    return as_csv(shown.told.fields, shown.rows.records.lines())


def _xlsx(shown: Shown) -> bytes:
    return as_xlsx(
        shown.told.fields,
        shown.rows.records.lines(),
        sheet=_("Answer"),
        method=_method(shown),
        dates=DATES,
    )


def _method(shown: Shown) -> Iterator[tuple[str, str]]:
    yield _("Answer"), title_of(shown)
    yield _("What it means"), _(shown.measure.plain)
    for entry in entries_of(shown):
        yield entry.term, entry.text
    yield _("Asked"), shown.told.told_at.isoformat(timespec="minutes")
    yield _("Software"), f"Heedful {settings.VERSION}"
    yield _("Address"), json.dumps(shown.told.params, ensure_ascii=False)


def _parquet(shown: Shown) -> bytes:
    told = shown.told
    schema = pa.schema([(name, _kind(name)) for name in told.fields], metadata=_metadata(told))
    columns = list(zip(*shown.rows.records.lines(), strict=True)) or [()] * len(told.fields)
    arrays = [
        pa.array(_typed(name, values), type=_kind(name))
        for name, values in zip(told.fields, columns, strict=True)
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content)
    return content.getvalue()


def _kind(name: str) -> pa.DataType:
    if name in FLAGS:
        return pa.bool_()
    if name in DATES:
        return pa.date32()
    if name in WHOLE:
        return pa.int64()
    texts = {"standing", *map(str, Dimension), *(f"{one}_id" for one in Dimension)}
    return pa.string() if name in texts else pa.float64()


def _typed(name: str, values: Sequence[Value]) -> list[object]:
    if name in DATES:
        return [date.fromisoformat(str(one)) for one in values]
    return list(values)


def _metadata(told: Told) -> dict[str, str]:
    """The question, so that a file found later says what it is."""
    return {
        "heedful.question": json.dumps(told.params),
        "heedful.place": told.place,
        "heedful.item": told.item,
        "heedful.path": told.path,
        "heedful.fresh": _moment(told.fresh or told.told_at),
        "heedful.asked": _moment(told.told_at),
        "heedful.version": settings.VERSION,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
