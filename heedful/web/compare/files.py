"""A comparison as a file: the same figures as on the page, to the last digit."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.compare.card import entries_of
from heedful.web.compare.chart import drawing_of, title_of
from heedful.web.compare.page import Table
from heedful.web.tables import TABLES, Value, as_csv, as_xlsx, download

FIELDS = (
    "item",
    "question",
    "measure",
    "place",
    "value",
    "low",
    "high",
    "answers",
    "enough",
    "standing",
    "best_quarter",
    "best_quarter_low",
    "best_quarter_high",
    "best_quarter_locations",
    "from",
    "to",
)
DATES = ("from", "to")
STANDINGS = {-1: "below", 0: "", 1: "above"}


def file_of(table: Table, *, kind: str, name: str, label: str) -> HttpResponse:
    """The table or its chart as a file of a kind. Raises Http404."""
    if kind in FILE_TYPES:
        drawing = drawing_of(table)
        if drawing is None:
            raise Http404
        places = ", ".join(column.label for column in table.columns)
        caption = Caption(label, places, table.window)
        return as_file(drawing(WIDE), kind=kind, name=name, caption=caption)
    if kind not in TABLES:
        raise Http404
    if kind == "csv":
        content = as_csv(FIELDS, rows_of(table))
    else:
        method = _method(table, label)
        content = as_xlsx(FIELDS, rows_of(table), sheet=_("Answer"), method=method, dates=DATES)
    return download(content, name=f"{name}.{kind}", media=TABLES[kind][1])


def rows_of(table: Table) -> Iterator[Sequence[Value]]:
    """One row a question and column; blank where there is not evidence enough."""
    days = (table.window.first.isoformat(), table.window.last.isoformat())
    for line, cells in table.lines:
        best = line.best_quarter
        reached = (best.value, best.low, best.high, best.places) if best else (None,) * 4
        for cell in cells:
            figures = (cell.value, cell.low, cell.high) if cell.enough else (None,) * 3
            yield (
                line.subject.item.code,
                line.subject.item.label,
                line.subject.metric.name,
                cell.column,
                *figures,
                cell.answers,
                cell.enough,
                STANDINGS[cell.standing],
                *reached,
                *days,
            )


def _method(table: Table, label: str) -> Iterator[tuple[str, str]]:
    yield _("Answer"), title_of(table, label)
    for entry in entries_of([line.subject for line, _cells in table.lines], table.window):
        yield entry.term, entry.text
    yield _("Software"), f"Heedful {settings.VERSION}"
