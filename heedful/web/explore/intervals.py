"""Estimates with their intervals, one below the other, each under its name."""

from collections.abc import Callable

from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt
from heedful.web.charts.theme import Palette
from heedful.web.explore.page import Shown, scale_of

MOST_ROWS = 20
ROW, MARGIN = 38, 14
DOWN = 8
MARKS = {"above": "▲", "below": "▼"}


def intervals(shown: Shown) -> Callable[[int], Draw]:
    """The first rows of an answer, in the order of its table."""
    rows = shown.rows[:MOST_ROWS]
    values = [
        {
            "place": i,
            "name": " ".join(filter(None, [row.name, MARKS.get(str(row.record.get("standing")))])),
            "value": row.record["value"],
            "low": row.record["low"],
            "high": row.record["high"],
        }
        for i, row in enumerate(rows)
    ]
    scale = scale_of(rows, shown.told.bounds)

    def at_width(width: int) -> Draw:
        plot = width - 2 * MARGIN

        def draw(palette: Palette) -> alt.TopLevelMixin:
            domain = alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False)
            axis = alt.Axis(grid=True, tickCount=6 if width >= WIDE else 4, domain=False)
            x = alt.X("value:Q", title=None, scale=domain, axis=axis)
            base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("place:O", axis=None))
            known = base.transform_filter("isValid(datum.value)")
            bar = known.mark_rule(
                yOffset=DOWN, strokeWidth=7, strokeCap="round", opacity=0.3, color=palette.accent
            )
            name = base.mark_text(
                align="left",
                baseline="middle",
                dy=-DOWN,
                fontSize=12,
                color=palette.ink,
                limit=plot,
            )
            return alt.layer(
                bar.encode(x=alt.X("low:Q", title=None, scale=domain, axis=axis), x2="high:Q"),
                known.mark_circle(yOffset=DOWN, size=70, opacity=1, color=palette.accent).encode(
                    x=x
                ),
                name.encode(x=alt.value(0), text="name:N"),
            ).properties(width=plot, height=ROW * len(rows))

        return draw

    return at_width
