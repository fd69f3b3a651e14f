"""Where labels of points go so that none covers another label, a point or a line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Width of a letter and height of a line at the 12 pixels that charts are labelled in.
LETTER, LINE = 6.8, 15.0
DOT = 6.0
# Directions tried in this order, first near the point, then farther away.
AROUND = (30, 150, 330, 210, 0, 180, 90, 270)
REACH = (9.0, 18.0, 30.0, 45.0)


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def common(self, other: "Box") -> float:
        """The area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


@dataclass(frozen=True, slots=True)
class Label:
    """The middle of a label, in pixels, and whether a line should lead from its point to it."""

    x: float
    y: float
    away: bool


def place_labels(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    lines: Sequence[Box] = (),
    width: float,
    height: float,
) -> list[Label]:
    """Place a label for each point of a plot, in pixels from its upper left corner.

    `lines` are other things that should stay free. Labels are placed one after the other where
    nothing is; where everything is full, where least is covered. Cost: points times labels.
    """
    taken = [*lines, *(Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in points)]
    placed = []
    for point, text in zip(points, texts, strict=True):
        label, box = _best(point, text, taken, width, height)
        taken.append(box)
        placed.append(label)
    return placed


def _best(
    point: tuple[float, float], text: str, taken: Sequence[Box], width: float, height: float
) -> tuple[Label, Box]:
    half = max(len(text), 1) * LETTER / 2
    page = Box(0, 0, width, height)
    ways = [
        _at(point, half, reach, angle, away=reach > REACH[1]) for reach in REACH for angle in AROUND
    ]

    def covered(way: tuple[Label, Box]) -> float:
        box = way[1]
        outside = (box.right - box.left) * LINE - box.common(page)
        # Areas that only touch differ by rounding; the nearest of them is wanted.
        return round(outside + sum(box.common(other) for other in taken), 6)

    return min(ways, key=covered)


def _at(
    point: tuple[float, float], half: float, reach: float, angle: float, *, away: bool
) -> tuple[Label, Box]:
    turn = math.radians(angle)
    x = point[0] + math.cos(turn) * (reach + half)
    y = point[1] - math.sin(turn) * (reach + LINE / 2)
    box = Box(x - half, y - LINE / 2, x + half, y + LINE / 2)
    return Label(x, y, away), box
