"""A course over time with its band; several stand one below the other on the same scale."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.understand.metrics.rules import Step
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt
from heedful.web.charts.theme import Palette
from heedful.web.explore.page import Shown
from heedful.web.explore.rows import TIMES_BY_STEP, Row
from heedful.web.numbers import day

MOST_COURSES = 6
ALONE, TOGETHER = 240, 84
# More points than this stand so close that the line alone tells it.
MOST_DOTS = 31


def courses(shown: Shown) -> Callable[[int], Draw]:
    """One panel for each thing that is cut by besides time, in the order of the table."""
    by = shown.question.by
    at = _time_in(shown)
    chosen = dict(list(_panels(shown).items())[:MOST_COURSES])
    begun = sorted({_begin(row, by[at]) for rows in chosen.values() for row in rows})
    units = _units(begun, by[at])

    def at_width(width: int) -> Draw:
        axis = _axis(begun, 6 if width >= WIDE else 3)

        def draw(palette: Palette) -> alt.TopLevelMixin:
            drawn: list[Any] = [
                _panel(_points(rows, units, by[at]), palette, axis, name).properties(
                    width=width - 60, height=ALONE if len(chosen) == 1 else TOGETHER
                )
                for name, rows in chosen.items()
            ]
            if len(drawn) == 1:
                alone: alt.TopLevelMixin = drawn[0]
                return alone
            together = alt.vconcat(*drawn, spacing=14)
            together.resolve = alt.Resolve(scale={"x": "shared", "y": "shared"})
            return together

        return draw

    return at_width


def panels_of(shown: Shown) -> int:
    """How many courses there are."""
    return len(_panels(shown))


def _panels(shown: Shown) -> dict[str, list[Row]]:
    at = _time_in(shown)
    panels: dict[str, list[Row]] = {}
    for row in shown.rows:
        name = ", ".join(label for i, label in enumerate(row.labels) if i != at)
        panels.setdefault(name, []).append(row)
    return panels


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
    """What is known, and one empty point after each run of it, so that a gap is drawn."""
    known = {_begin(row, cut): row.record for row in rows if row.enough}
    there = [False, *(unit in known for unit in units), False]
    return [
        {
            "at": unit.toordinal(),
            **{name: known.get(unit, {}).get(name) for name in ("value", "low", "high")},
            "alone": not (there[i] or there[i + 2]),
        }
        for i, unit in enumerate(units)
        if there[i] or there[i + 1]
    ]


def _panel(points: Sequence[dict[str, Any]], palette: Palette, axis: "alt.Axis", name: str) -> Any:
    """Line, points and band; what is not known well enough leaves a gap."""
    scale = alt.Scale(zero=False)
    x = alt.X("at:Q", title=None, scale=alt.Scale(zero=False, nice=False), axis=axis)
    y = alt.Y("value:Q", title=None, scale=scale)
    base = alt.Chart().encode(x=x)
    ends = {"y": alt.Y("low:Q", title=None, scale=scale), "y2": alt.Y2("high:Q")}
    heading = [_heading(name, palette)] if name else []
    return alt.layer(
        base.mark_area(color=palette.accent, opacity=0.18).encode(**ends),
        base.transform_filter("datum.alone")
        .mark_rule(color=palette.accent, opacity=0.35, strokeWidth=5)
        .encode(**ends),
        base.mark_line(color=palette.accent, strokeWidth=2).encode(y=y),
        _dots(base, points).mark_circle(color=palette.accent, size=30, opacity=1).encode(y=y),
        *heading,
        data=alt.InlineData(values=points),
    )


def _heading(name: str, palette: Palette) -> "alt.Chart":
    """A name above a panel; a title of Vega's own would be read aloud in English."""
    text = alt.Chart(alt.InlineData(values=[{"name": name}])).mark_text(
        align="left", fontSize=12, fontWeight="bold", color=palette.ink
    )
    placed: alt.Chart = text.encode(x=alt.value(0), y=alt.value(-9), text="name:N")
    return placed


def _dots(base: "alt.Chart", points: Sequence[dict[str, Any]]) -> "alt.Chart":
    return base if len(points) <= MOST_DOTS else base.transform_filter("datum.alone")


def _axis(begun: Sequence[date], most: int) -> "alt.Axis":
    """Some of the days, in the reader's language; those of several years say the year."""
    every = max(1, math.ceil(len(begun) / most))
    style = "short" if (begun[-1] - begun[0]).days < 360 else "medium"
    texts = {str(one.toordinal()): day(one, style) for one in begun[::every]}
    return alt.Axis(
        values=[int(at) for at in texts],
        labelExpr=f"({json.dumps(texts)})[datum.value]",
        labelOverlap=True,
        grid=False,
    )
