"""Estimates with their intervals, one below the other, each under its name."""

from collections.abc import Callable

from heedful.web.charts.dots import Dot, Panel, dots
from heedful.web.charts.drawing import Draw
from heedful.web.explore.page import Shown, scale_of

MOST_ROWS = 20
MARKS = {"above": "▲", "below": "▼"}


def intervals(shown: Shown) -> Callable[[int], Draw]:
    """The first rows of an answer, in the order of its table."""
    rows = shown.rows[:MOST_ROWS]
    drawn = []
    for row in rows:
        name = " ".join(filter(None, [row.name, MARKS.get(str(row.record.get("standing")))]))
        ends = [row.number(end) if row.enough else None for end in ("value", "low", "high")]
        drawn.append(Dot(name, *ends))
    return dots([Panel("", drawn, scale_of(rows, shown.told.bounds))])
