"""Estimates with their intervals, one below the other, each under its name."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.figures import Scale

ROW, MARGIN = 38, 14
DOWN = 8
GAP, HEADING = 46, -28


@dataclass(frozen=True, slots=True)
class Dot:
    """An estimate; None where there is not evidence enough for one."""

    name: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Estimates on one scale; a name may have two lines, `line` is drawn through all of them."""

    name: str
    dots: Sequence[Dot]
    scale: Scale
    line: float | None = None


def dots(panels: Sequence[Panel]) -> Callable[[int], Draw]:
    """Panels one below the other, each with its own scale; a single one needs no name."""

    def at_width(width: int) -> Draw:
        def draw(palette: Palette) -> alt.TopLevelMixin:
            drawn = [_panel(one, palette, width) for one in panels]
            if len(drawn) == 1:
                alone: alt.TopLevelMixin = drawn[0]
                return alone
            together = alt.vconcat(*drawn, spacing=GAP)
            together.resolve = alt.Resolve(
                scale=alt.ScaleResolveMap(x="independent", y="independent")
            )
            return together

        return draw

    return at_width


def _panel(panel: Panel, palette: Palette, width: int) -> Any:
    values = [{"place": i, **asdict(one)} for i, one in enumerate(panel.dots)]
    plot = width - 2 * MARGIN
    domain = alt.Scale(domain=[panel.scale.low, panel.scale.high], nice=False, zero=False)
    axis = alt.Axis(grid=True, tickCount=6 if width >= WIDE else 4, domain=False)
    x = alt.X("value:Q", title=None, scale=domain, axis=axis)
    base = alt.Chart(inline(values)).encode(y=alt.Y("place:O", axis=None))
    known = base.transform_filter("isValid(datum.value)")
    bar = known.mark_rule(
        yOffset=DOWN, strokeWidth=7, strokeCap="round", opacity=0.3, color=palette.accent
    )
    name = base.mark_text(
        align="left", baseline="middle", dy=-DOWN, fontSize=12, color=palette.ink, limit=plot
    )
    layers = [
        bar.encode(x=alt.X("low:Q", title=None, scale=domain, axis=axis), x2="high:Q"),
        known.mark_circle(yOffset=DOWN, size=70, opacity=1, color=palette.accent).encode(x=x),
        name.encode(x=alt.value(0), text="name:N"),
    ]
    if panel.line is not None:
        through = alt.Chart(inline([{"value": panel.line}]))
        rule = through.mark_rule(color=palette.caution, strokeWidth=2, strokeDash=[5, 4])
        layers.insert(0, rule.encode(x=x))
    if panel.name:
        said = alt.Chart(inline([{"name": panel.name}])).mark_text(
            align="left", fontSize=12, lineBreak="\n", color=palette.ink, limit=plot - MARGIN
        )
        placed = said.encode(x=alt.value(0), y=alt.value(HEADING), text="name:N")
        layers.append(placed)
    return alt.layer(*layers).properties(width=plot, height=ROW * len(panel.dots))
