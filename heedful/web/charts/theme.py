"""One look for every chart, on the page (by the style sheet's own colours) and in print."""

from dataclasses import dataclass
from typing import Any

FONT = "Inter, system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart by meaning; their names are those of `tokens.css`."""

    ground: str
    line: str
    ink: str
    ink_soft: str
    accent: str
    good: str
    bad: str
    caution: str
    wash: str


# Custom properties of the style sheet, so that a chart follows light and dark by itself.
PAGE = Palette(
    ground="transparent",
    line="var(--line)",
    ink="var(--ink)",
    ink_soft="var(--ink-soft)",
    accent="var(--accent)",
    good="var(--good)",
    bad="var(--bad)",
    caution="var(--caution)",
    wash="var(--sunken)",
)
# The light half of tokens.css: paper knows no custom properties.
PRINT = Palette(
    ground="#ffffff",
    line="#e3ded3",
    ink="#1c1b19",
    ink_soft="#5d5a53",
    accent="#0b5d57",
    good="#2c6e33",
    bad="#b3341f",
    caution="#855c00",
    wash="#f1eee7",
)


def config(palette: Palette) -> dict[str, Any]:
    """Vega-Lite's configuration: quiet axes, no frame, the page's own type."""
    text = {"labelColor": palette.ink_soft, "titleColor": palette.ink_soft}
    return {
        # The page says in its own language what a chart shows; Vega speaks English only.
        "aria": False,
        "mark": {"aria": False},
        "background": palette.ground,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            "aria": False,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": palette.line,
            "domainColor": palette.line,
            "tickColor": palette.line,
            "labelLimit": 240,
        },
        "legend": {**text, "labelFontSize": 12, "titleFontSize": 12},
        "header": {**text, "labelFontSize": 12, "titleFontSize": 12},
        "title": {
            "color": palette.ink,
            "fontSize": 14,
            "anchor": "start",
            "subtitleColor": palette.ink_soft,
        },
    }
