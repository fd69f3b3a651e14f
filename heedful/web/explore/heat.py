"""Weekdays by something else: each cell its estimate, marked where it stands apart."""

from collections.abc import Callable
from typing import Any

import numpy as np

from heedful.understand.metrics.dimensions import Dimension
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.explore.intervals import MARKS
from heedful.web.explore.page import Shown
from heedful.web.numbers import number
from heedful.web.week.words import weekday_short

MOST_LINES = 20
ROW, NAMES, NARROW_NAMES = 34, 150, 84
STRONG, FAINT = 0.5, 0.3


def lines_of(shown: Shown) -> list[str]:
    """What there could be a line for, in the order of the table."""
    words = shown.rows.words(_beside(shown))
    codes, first = np.unique(words.codes, return_index=True)
    return list(dict.fromkeys(words.values[code] for code in codes[np.argsort(first)].tolist()))


def _beside(shown: Shown) -> int:
    """Which of the two cuts is not the weekday."""
    return 1 - shown.question.by.index(Dimension.WEEKDAY)


def heat_map(shown: Shown) -> Callable[[int], Draw]:
    """Weekdays across; down, in the order of the table, what else is cut by."""
    beside = _beside(shown)
    names = lines_of(shown)[:MOST_LINES]
    records = shown.rows.records
    known = records.figures.value[records.is_known].tolist()
    middle = sum(known) / len(known)
    widest = max((abs(one - middle) for one in known), default=0.0) or 1.0
    cells: list[dict[str, Any]] = []
    words = shown.rows.words(beside)
    drawn = np.array([name in names for name in words.values], dtype=np.bool_)[words.codes]
    for row in shown.rows.take(np.flatnonzero(drawn)):
        if row.enough:
            away = row.number("value") - middle
            mark = MARKS.get(str(row.record.get("standing")), "")
            cells.append({
                "day": weekday_short(int(str(row.record[Dimension.WEEKDAY]))),
                "name": row.label(beside),
                "text": number(row.number("value"), shown.decimals) + mark,
                "bad": away < 0,
                "fill": STRONG if mark else FAINT * abs(away) / widest,
                "marked": bool(mark),
            })  # fmt: skip
    days = [weekday_short(one) for one in range(7)]

    def at_width(width: int) -> Draw:
        left = NAMES if width >= WIDE else NARROW_NAMES

        def draw(palette: Palette) -> alt.TopLevelMixin:
            top = alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False)
            side = alt.Axis(domain=False, ticks=False, labelLimit=left - 8, labelPadding=6)
            base = alt.Chart(inline(cells)).encode(
                x=alt.X("day:N", sort=days, title=None, scale=alt.Scale(domain=days), axis=top),
                y=alt.Y("name:N", sort=names, title=None, scale=alt.Scale(domain=names), axis=side),
            )
            color = alt.condition("datum.bad", alt.value(palette.bad), alt.value(palette.good))
            size = 12 if width >= WIDE else 9
            return alt.layer(
                base.mark_rect(fillOpacity=0, stroke=palette.line),
                base.mark_rect().encode(color=color, opacity=alt.Opacity("fill:Q", scale=None)),
                base.transform_filter("!datum.marked")
                .mark_text(fontSize=size, color=palette.ink_soft)
                .encode(text="text:N"),
                base.transform_filter("datum.marked")
                .mark_text(fontSize=size, color=palette.ink, fontWeight="bold")
                .encode(text="text:N"),
            ).properties(width=width - left, height=ROW * len(names))

        return draw

    return at_width
