"""A course over time with its band; several stand one below the other on the same scale."""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.understand.metrics.keys import Codes
from heedful.understand.metrics.rules import Step
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.explore.page import Shown
from heedful.web.explore.rows import TIMES_BY_STEP, Row
from heedful.web.numbers import day

MOST_COURSES = 6
# Days, weeks or months that all courses have together: what can be told apart, and weighs little.
MOST_POINTS = 800
ALONE, TOGETHER = 240, 84
# More points than this stand so close that the line alone tells it.
MOST_DOTS = 31


def courses(shown: Shown) -> Callable[[int], Draw]:
    """One panel for each thing that is cut by besides time, in the order of the table."""
    by = shown.question.by
    at = _time_in(shown)
    panels = _panels(shown)
    chosen = [
        list(shown.rows.take(np.flatnonzero(panels == panel))) for panel in range(_drawn(panels))
    ]
    begun = sorted({_begin(row, by[at]) for rows in chosen for row in rows})
    units = _units(begun, by[at])

    points = [
        {"panel": panel, **point}
        for panel, rows in enumerate(chosen)
        for point in _points(rows, units, by[at])
    ]
    names = [_name(rows[0], at) for rows in chosen] if len(chosen) > 1 else []

    def at_width(width: int) -> Draw:
        axis = _axis(begun, 6 if width >= WIDE else 3)

        def draw(palette: Palette) -> alt.TopLevelMixin:
            panel = _panel(points, palette, axis, is_low=bool(names)).properties(
                width=width - 60, height=TOGETHER if names else ALONE
            )
            if not names:
                alone: alt.TopLevelMixin = panel
                return alone
            # One panel for all: each one more would be made, checked and copied by itself.
            together: alt.TopLevelMixin = panel.facet(row=_names(names, palette), spacing=14)
            return together

        return draw

    return at_width


def courses_of(shown: Shown) -> tuple[int, int]:
    """How many courses are drawn, and how many there are."""
    panels = _panels(shown)
    return _drawn(panels), int(panels.max()) + 1


def _drawn(panels: Codes) -> int:
    """As many as can be told apart."""
    rows = np.bincount(panels)
    return min(len(rows), MOST_COURSES, max(1, MOST_POINTS // int(rows.max())))


def _panels(shown: Shown) -> Codes:
    """Which panel each row is in; panels stand in the order of the table."""
    at = _time_in(shown)
    mixed = np.zeros(len(shown.rows), dtype=np.intp)
    for i, cut in enumerate(shown.question.by):
        if i != at:
            words = shown.rows.records.cuts[cut]
            mixed = mixed * len(words.values) + words.codes
    _, first, panel = np.unique(mixed, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[panel]


def _name(row: Row, at: int) -> str:
    """What a row is called, but for its time."""
    return ", ".join(label for i, label in enumerate(row.labels) if i != at)


def _time_in(shown: Shown) -> int:
    return next(i for i, one in enumerate(shown.question.by) if one in TIMES)


def _begin(row: Row, cut: Dimension) -> date:
    return date.fromisoformat(str(row.record[cut]))


def _units(begun: Sequence[date], cut: Dimension) -> list[date]:
    """Every day, week or month from the first to the last, those without answers too."""
    units, unit = [], begun[0]
    while unit <= begun[-1]:
        units.append(unit)
        step = TIMES_BY_STEP.get(cut)
        unit = step.after(unit) if isinstance(step, Step) else unit + timedelta(days=1)
    return units


def _points(rows: Sequence[Row], units: Sequence[date], cut: Dimension) -> list[dict[str, Any]]:
    """What is known, and one empty point after each run of it, so that a gap is drawn.

    Where nothing is known there is an empty point all the same, so that its panel is there.
    """
    known = {_begin(row, cut): row.record for row in rows if row.enough}
    there = [False, *(unit in known for unit in units), False]
    return [
        {
            "at": unit.toordinal(),
            **{name: known.get(unit, {}).get(name) for name in ("value", "low", "high")},
            "alone": not (there[i] or there[i + 2]),
        }
        for i, unit in enumerate(units)
        if there[i] or there[i + 1] or (i == 0 and not known)
    ]


def _panel(
    points: Sequence[dict[str, Any]], palette: Palette, axis: dict[str, Any], *, is_low: bool
) -> Any:
    """Line, points and band; what is not known well enough leaves a gap."""
    scale = alt.Scale(zero=False)
    x = alt.X("at:Q", title=None, scale=alt.Scale(zero=False, nice=False), axis=axis)
    # A low panel has room for a few numbers beside it.
    side = alt.Axis(tickCount=3) if is_low else alt.Axis()
    y = alt.Y("value:Q", title=None, scale=scale, axis=side)
    base = alt.Chart().encode(x=x)
    ends = {"y": alt.Y("low:Q", title=None, scale=scale, axis=side), "y2": alt.Y2("high:Q")}
    dotted = base if _is_short(points) else base.transform_filter("datum.alone")
    return alt.layer(
        base.mark_area(color=palette.accent, opacity=0.18).encode(**ends),
        base.transform_filter("datum.alone")
        .mark_rule(color=palette.accent, opacity=0.35, strokeWidth=5)
        .encode(**ends),
        base.mark_line(color=palette.accent, strokeWidth=2).encode(y=y),
        dotted.mark_circle(color=palette.accent, size=30, opacity=1).encode(y=y),
        data=inline(points),
    )


def _is_short(points: Sequence[dict[str, Any]]) -> bool:
    return max(Counter(point["panel"] for point in points).values()) <= MOST_DOTS


def _names(names: Sequence[str], palette: Palette) -> "alt.Row":
    """A name above each panel."""
    header = {
        "title": None,
        "labelExpr": f"({json.dumps(names)})[datum.value]",
        "labelOrient": "top",
        "labelAnchor": "start",
        "labelFontWeight": "bold",
        "labelColor": palette.ink,
    }
    return alt.Row("panel:O", header=header)


def _axis(begun: Sequence[date], most: int) -> dict[str, Any]:
    """Some of the days, in the reader's language; those of several years say the year."""
    every = max(1, math.ceil(len(begun) / most))
    style = "short" if (begun[-1] - begun[0]).days < 360 else "medium"
    texts = {str(one.toordinal()): day(one, style) for one in begun[::every]}
    return {
        "values": [int(at) for at in texts],
        "labelExpr": f"({json.dumps(texts)})[datum.value]",
        "labelOverlap": True,
        "grid": False,
    }
