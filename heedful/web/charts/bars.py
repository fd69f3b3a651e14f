"""Shares as bars from nought with their intervals, one below the other, each under its name."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette

ROW = 42
MARGIN = 14
# What stands below the middle of a row, under the name.
DOWN = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its interval; `beside` is another one to compare it with."""

    name: str
    value: float
    low: float
    high: float
    is_faint: bool = False
    beside: float | None = None


def bars(rows: Sequence[Bar], *, title: str) -> Callable[[int], Draw]:
    """The chart for a width, in the order of `rows`; a name that is too long is cut."""
    values = [{"place": i, **asdict(row)} for i, row in enumerate(rows)]
    widest = max((max(row.high, row.beside or 0.0) for row in rows), default=1.0) * 1.05

    def at_width(width: int) -> Draw:
        plot = width - 2 * MARGIN

        def draw(palette: Palette) -> alt.TopLevelMixin:
            scale = alt.Scale(domain=[0, min(widest, 1.0) or 1.0], nice=False)
            few = 6 if width >= WIDE else 4
            axis = alt.Axis(format=".1~%", grid=False, tickCount=few)
            x = alt.X("value:Q", title=title, scale=scale, axis=axis)
            base = alt.Chart(inline(values)).encode(y=alt.Y("place:O", axis=None))
            strong = alt.condition("datum.is_faint", alt.value(0.35), alt.value(1.0))
            bar = base.mark_bar(size=10, yOffset=DOWN, color=palette.accent)
            ends = base.mark_rule(yOffset=DOWN, strokeWidth=2, color=palette.ink)
            name = base.mark_text(
                align="left",
                baseline="middle",
                dy=-DOWN,
                fontSize=12,
                color=palette.ink,
                limit=plot,
            )
            beside = base.transform_filter("isValid(datum.beside)").mark_tick(
                yOffset=DOWN, thickness=3, size=22, color=palette.caution
            )
            return alt.layer(
                bar.encode(x=x, opacity=strong),
                ends.encode(x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q"),
                beside.encode(x=alt.X("beside:Q", title=title, scale=scale, axis=axis)),
                name.encode(x=alt.value(0), text="name:N"),
            ).properties(width=plot, height=ROW * max(len(rows), 1))

        return draw

    return at_width
