"""Where the dot, the bar and the tick of an estimate stand. Knows no Django."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyph:
    """Places in percent of the track; None where there is nothing to draw."""

    dot: str
    start: str
    end: str
    target: str | None


def place(
    *,
    value: float | None,
    low: float | None,
    high: float | None,
    target: float | None,
    scale_low: float,
    scale_high: float,
) -> Glyph | None:
    """Return where to draw an estimate; None when it is not known or has no interval."""
    if not all(one is not None and math.isfinite(one) for one in (value, low, high)):
        return None

    def at(x: float) -> str:
        share = (x - scale_low) / ((scale_high - scale_low) or 1)
        return f"{100 * min(max(share, 0), 1):.1f}%"

    known = target is not None and math.isfinite(target)
    return Glyph(
        dot=at(value or 0.0),
        start=at(low or 0.0),
        end=at(high or 0.0),
        target=at(target) if known and target is not None else None,
    )
