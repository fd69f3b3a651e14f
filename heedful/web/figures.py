"""The figures of places as pages show them: an estimate, its interval, its n and its change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from heedful.base.org.models import Node
from heedful.understand.asking.overview import Scores
from heedful.understand.metrics.scores import ShownTogether
from heedful.web.locations.rules import Judged, Verdict, verdict
from heedful.web.locations.words import WORDS, Words

# A drawing never shows less than this share of what a metric can be, so that noise stays small.
LEAST_SHOWN = 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its score, its change and what may be said of them."""

    node: Node
    value: float
    low: float
    high: float
    answers: int
    effective: float  # how many equally weighted answers would tell as much
    change: float
    change_low: float
    change_high: float
    is_change: bool
    verdict: Verdict

    @property
    def words(self) -> Words:
        return WORDS[self.verdict]

    @property
    def is_weighted(self) -> bool:
        """Whether answers differ in weight; equal weights change nothing."""
        return self.answers > 0 and not math.isclose(self.effective, self.answers, rel_tol=1e-9)

    @property
    def design_effect(self) -> float:
        """By how much weights widen the variance (Kish, 1965); nan without answers."""
        return self.answers / self.effective if self.effective else math.nan

    @property
    def change_known(self) -> bool:
        return math.isfinite(self.change_low)


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where the bars of a page run, so that they can be compared."""

    low: float
    high: float


def rows_of(nodes: Sequence[Node], scores: Scores) -> list[Row]:
    return [_row(node, scores.shown, i) for i, node in enumerate(nodes)]


def _row(node: Node, shown: ShownTogether, i: int) -> Row:
    difference, is_change = float(shown.change.difference[i]), bool(shown.is_change[i])
    judged = Judged(
        enough=bool(shown.enough[i]),
        is_compared=math.isfinite(shown.change.low[i]),
        is_change=is_change,
        difference=difference,
        standing=int(shown.standing[i]),
    )
    return Row(
        node=node,
        value=float(shown.value[i]),
        low=float(shown.low[i]),
        high=float(shown.high[i]),
        answers=int(shown.answers[i]),
        effective=float(shown.n[i]),
        change=difference,
        change_low=float(shown.change.low[i]),
        change_high=float(shown.change.high[i]),
        is_change=is_change,
        verdict=verdict(judged),
    )


def fitting_target(target: float | None, bounds: tuple[float, float]) -> float | None:
    """The target, if the number shown can take it at all.

    A target says no metric, so one that was set for a score from −100 to 100 would stand beside
    an average from 1 to 5 once another question is the headline.
    """
    return target if target is not None and bounds[0] <= target <= bounds[1] else None


def common_scale(rows: Sequence[Row], target: float | None, bounds: tuple[float, float]) -> Scale:
    """The range of all intervals shown, and the target; the metric's own bounds without any."""
    ends = [end for row in rows for end in (row.low, row.high)]
    known = [end for end in [*ends, target] if end is not None and math.isfinite(end)]
    if not known:
        return Scale(*bounds)
    low, high = min(known), max(known)
    missing = LEAST_SHOWN * (bounds[1] - bounds[0]) - (high - low)
    margin = max((high - low) * 0.04, missing / 2)
    return Scale(max(low - margin, bounds[0]), min(high + margin, bounds[1]))
