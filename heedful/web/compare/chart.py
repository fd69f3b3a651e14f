"""The chart of a comparison: question by question, columns one below the other."""

from collections.abc import Callable, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.asking.beside import Line
from heedful.web.charts.dots import Dot, Panel, dots
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import Figure, Words, figure
from heedful.web.compare.page import Cell, Table
from heedful.web.figures import LEAST_SHOWN, Scale
from heedful.web.numbers import day

# A page draws no more rows than this, in whole questions; its files draw all.
MOST_ROWS = 36
MARKS = {-1: " ▼", 0: "", 1: " ▲"}


def title_of(table: Table, label: str) -> str:
    """What a file of it is called: which places, on which days."""
    told = {
        "label": label,
        "places": ", ".join(column.label for column in table.columns),
        "first": day(table.window.first),
        "last": day(table.window.last),
    }
    return _("%(label)s: %(places)s, %(first)s to %(last)s") % told


def drawing_of(table: Table, most: int | None = None) -> Callable[[int], Draw] | None:
    """All questions, or the first of them; None where nothing can be drawn."""
    lines = [pair for pair in table.lines if any(cell.enough for cell in pair[1])]
    if most is not None:
        lines = lines[: max(1, most // len(table.columns))]
    return dots([_panel(*pair) for pair in lines]) if lines else None


def figure_of(table: Table, *, label: str, file: str, query: QueryDict) -> Figure | None:
    """The chart as the page shows it; `file` is the name of the address of its files."""
    drawing = drawing_of(table, MOST_ROWS)
    if drawing is None:
        return None
    title = title_of(table, label)
    said = _("%(title)s. The table below has the same numbers.") % {"title": title}
    return figure(
        drawing,
        Words(title, said, _reading(table)),
        address=lambda kind: f"{reverse(file, args=[kind])}?{query.urlencode()}",
    )


def _reading(table: Table) -> str:
    text = _(
        "Dots are estimates, bars their 95% intervals; the dashed line is what the best quarter of"
        " all locations reach. Each question has a scale of its own."
    )
    drawn = max(1, MOST_ROWS // len(table.columns))
    if len(table.lines) > drawn:
        text = f"{text} {_('Drawn are the first %(n)s questions.') % {'n': drawn}}"
    return text


def _panel(line: Line, cells: Sequence[Cell]) -> Panel:
    best = line.best_quarter.value if line.best_quarter else None
    name = f"{line.subject.item.label}\n{_(line.subject.metric.label)}"
    return Panel(name, list(map(_dot, cells)), _scale(line, cells), best)


def _dot(cell: Cell) -> Dot:
    ends = (cell.value, cell.low, cell.high) if cell.enough else (None, None, None)
    return Dot(f"{cell.column}{MARKS[cell.standing]}", *ends)


def _scale(line: Line, cells: Sequence[Cell]) -> Scale:
    """From where to where intervals and the best quarter lie, and never too narrow."""
    lowest, highest = line.subject.bounds
    ends = [end for cell in cells if cell.enough for end in (cell.low, cell.high)]
    if line.best_quarter:
        ends.append(line.best_quarter.value)
    low, high = min(ends), max(ends)
    margin = max((high - low) * 0.04, (LEAST_SHOWN * (highest - lowest) - (high - low)) / 2)
    return Scale(max(low - margin, lowest), min(high + margin, highest))
