"""The chart of a score over time: line, interval and changes."""

import json
import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heedful.web.charts.drawing import Draw
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.numbers import day
from heedful.web.trends.page import Trends
from heedful.web.trends.points import Point

WIDE, NARROW = 720, 300
HEIGHT = 260


def drawing(page: Trends, *, width: int = WIDE) -> Draw:
    """The chart as a function of the palette."""
    known = [False, *(point.here.enough for point in page.points), False]
    rows = [
        _row(point, alone=not (known[i] or known[i + 2])) for i, point in enumerate(page.points)
    ]
    ends = [_number(page.period.window.first), _number(page.period.window.last) + 1]
    time = alt.Scale(domain=ends, zero=False, nice=False)
    x = alt.X("at:Q", title=None, scale=time, axis=_axis(page.points, 6 if width == WIDE else 3))
    title, scale = _(page.about.subject.metric.label), alt.Scale(zero=False)
    y = alt.Y("value:Q", title=title, scale=scale)

    def draw(palette: Palette) -> alt.TopLevelMixin:
        base = alt.Chart(inline(rows)).encode(x=x)
        layers: list[Any] = [
            _when(page, palette, time),
            base.mark_area(color=palette.accent, opacity=0.18).encode(
                y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q"
            ),
            # A band needs two points; one that stands alone shows its interval as a line.
            base.transform_filter("datum.alone")
            .mark_rule(color=palette.accent, opacity=0.35, strokeWidth=5)
            .encode(y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q"),
            base.mark_line(color=palette.accent, strokeWidth=2).encode(y=y),
            base.mark_circle(color=palette.accent, size=45, opacity=1).encode(y=y),
        ]
        if page.above is not None:
            beside = alt.Y("above:Q", title=title, scale=scale)
            layers.append(
                base.mark_line(color=palette.ink_soft, strokeDash=[5, 4]).encode(y=beside)
            )
        return alt.layer(*(one for one in layers if one is not None)).properties(
            width=width, height=HEIGHT, autosize=alt.AutoSizeParams(type="fit", contains="padding")
        )

    return draw


def _row(point: Point, *, alone: bool) -> dict[str, float | None]:
    """One point; what is not known well enough leaves a gap, `alone` between two of them."""
    here, above = point.here, point.above
    return {
        "at": _number(point.first) + (point.last - point.first).days / 2,
        "value": here.value if here.enough else None,
        "low": here.low if here.enough else None,
        "high": here.high if here.enough else None,
        "alone": alone,
        "above": above.value if above.enough else None,
    }


def _when(page: Trends, palette: Palette, time: "alt.Scale") -> Any:
    """Changes: a line at the likeliest day on the band of days that are possible."""
    marks = [(one, palette.accent) for one in page.shifts]
    marks += [(one, palette.ink_soft) for one in page.everywhere]
    if not marks:
        return None
    rows = [
        {"at": _number(one.day), "from": _number(one.first), "to": _number(one.last) + 1, "c": c}
        for one, c in marks
    ]
    base = alt.Chart(inline(rows))
    color = alt.Color("c:N", scale=None)
    return alt.layer(
        base.mark_rect(opacity=0.12).encode(x=alt.X("from:Q", scale=time), x2="to:Q", color=color),
        base.mark_rule(strokeDash=[2, 2], strokeWidth=2).encode(
            x=alt.X("at:Q", scale=time), color=color
        ),
    )


def _axis(points: Sequence[Point], most: int) -> "alt.Axis":
    """Some of the days on which a week or month begins, in the reader's language."""
    every = max(1, math.ceil(len(points) / most))
    texts = {str(_number(point.first)): day(point.first, "short") for point in points[::every]}
    return alt.Axis(
        values=[int(at) for at in texts],
        labelExpr=f"({json.dumps(texts)})[datum.value]",
        labelOverlap=True,
        grid=False,
    )


def _number(moment: date) -> int:
    return moment.toordinal()
