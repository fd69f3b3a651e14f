"""What counts as must-have, as more-is-better or as delight, and what was found of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cxstats.asymmetry import AsymmetricEffects
from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Estimate
from heedful.understand.metrics.series import RatedItem

KIND = "asymmetry"
# Many ratings are compared at once.
FALSE_DISCOVERY_RATE = 0.10
# Two slopes are as good as equal when they differ by less than this part of their mean, surely.
ALIKE = 0.5


class Weight(StrEnum):
    """On which side of the usual answer a rating counts."""

    MUST_HAVE = "must_have"  # low answers cost more than high ones bring
    MORE_IS_BETTER = "more_is_better"  # every point counts about alike
    DELIGHT = "delight"  # high answers bring more than low ones cost
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Side:
    """An effect on one side; points of the outcome for one point of the rating, 90% interval."""

    value: float
    low: float
    high: float
    n: int

    @property
    def minus(self) -> float:
        """What one point less goes with."""
        return -self.value

    @property
    def minus_low(self) -> float:
        return -self.low

    @property
    def minus_high(self) -> float:
        return -self.high


@dataclass(frozen=True, slots=True)
class ItemAsymmetry:
    """What one rating does below and above its usual answer; None where nobody is there."""

    item: str
    usual: int
    below: Side | None
    above: Side | None
    contrast: Side | None  # below less above
    weight: Weight


@dataclass(frozen=True, slots=True)
class AsymmetryStudy:
    """All ratings of a questionnaire, over all places together."""

    outcome: str
    n: int
    locations: int
    items: tuple[ItemAsymmetry, ...]


def told(
    found: AsymmetricEffects, items: Sequence[RatedItem], usual: Sequence[int]
) -> tuple[ItemAsymmetry, ...]:
    """Put effects into sides, and name the weight of those whose intervals allow it."""
    differs = benjamini_hochberg(np.nan_to_num(found.p, nan=1.0), FALSE_DISCOVERY_RATE).rejected
    rows = []
    for i, item in enumerate(items):
        below, above, contrast = (
            _side(part, i) for part in (found.below, found.above, found.contrast)
        )
        weight = weight_of(below, above, contrast, differs=bool(differs[i]))
        rows.append(ItemAsymmetry(item.code, int(usual[i]), below, above, contrast, weight))
    return tuple(rows)


def weight_of(
    below: Side | None, above: Side | None, contrast: Side | None, *, differs: bool
) -> Weight:
    """Name the weight of a rating; `differs` says whether the two sides do, surely enough."""
    if below is None or above is None or contrast is None:
        return Weight.NOT_SHOWN
    if differs and contrast.value > 0 and below.low > 0:
        return Weight.MUST_HAVE
    if differs and contrast.value < 0 and above.low > 0:
        return Weight.DELIGHT
    both = below.low > 0 and above.low > 0
    margin = ALIKE * (below.value + above.value) / 2
    if both and -margin < contrast.low and contrast.high < margin:
        return Weight.MORE_IS_BETTER
    return Weight.NOT_SHOWN


def _side(estimate: Estimate, i: int) -> Side | None:
    value = float(estimate.value[i])
    if not np.isfinite(value):
        return None
    return Side(value, float(estimate.low[i]), float(estimate.high[i]), int(estimate.n[i]))
