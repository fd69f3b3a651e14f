"""From sums to findings: what goes with the outcome, and each place's first priority.

Knows no Django: pages and `heedful brief` find the same here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.priority import Priorities, first_priorities
from heedful.understand.drivers.rules import (
    Choice,
    LocationPriority,
    Reason,
    Study,
    pick_priority,
)
from heedful.understand.drivers.studying import (
    Evidence,
    Target,
    explains,
    factor_of,
    raw_study,
    told_study,
)
from heedful.understand.metrics.series import RatedItem

# A place's share of customers to whom an item applies is steadied by this many of all places.
STEADYING = 20


@dataclass(frozen=True, slots=True)
class Findings:
    """A study of all places together and, in their order, the priority of each."""

    study: Study
    priorities: tuple[LocationPriority, ...]


def find(evidence: Evidence, *, before: Sequence[str | None] | None = None) -> Findings:
    """Study all places and pick each one's priority; `before` has what was named the last time.

    Gains are told in points of the metric: points of the outcome's average times `factor`.
    """
    raw = raw_study(evidence)
    answers = evidence.item_sums(evidence.outcome).answers
    if not explains(raw):
        nothing = [LocationPriority(int(n), (), Reason.NO_DRIVERS) for n in answers]
        return Findings(told_study(evidence, raw, ()), tuple(nothing))
    found = first_priorities(
        evidence.cross,
        evidence.outcome,
        raw.drivers,
        parent=evidence.parent,
        reach=_reach(evidence, raw.drivers),
        weighted=evidence.weighted_cross,
    )
    factor = factor_of(evidence)
    names = before or [None] * len(answers)
    items = [evidence.series.items[slot] for slot in raw.drivers]
    picked = [
        pick_priority(
            n=int(answers[i]),
            choices=_choices(found, i, items, factor),
            span=_span(evidence),
            before=names[i],
        )
        for i in range(len(answers))
    ]
    return Findings(told_study(evidence, raw, _targets(found)), tuple(picked))


def _choices(
    found: Priorities, row: int, items: Sequence[RatedItem], factor: float
) -> tuple[Choice, ...]:
    """All choices of one place; none where nothing can be compared."""
    return tuple(
        Choice(
            item=item.code,
            gain=float(found.gain[row, i]) * factor,
            low=float(found.low[row, i]) * factor,
            high=float(found.high[row, i]) * factor,
            probability=float(found.probability[row, i]),
        )
        for i, item in enumerate(items)
        if np.isfinite(found.gain[row, i])
    )


def _reach(evidence: Evidence, drivers: Sequence[int]) -> Floats:
    """The share of customers to whom each driver applies (g, p)."""
    layout = evidence.series.layout
    cells = evidence.cells if evidence.weighted_cells is None else evidence.weighted_cells
    unit = 1.0 if evidence.weighted_cells is None else 1_000_000.0
    used = cells[:, [layout.answered(slot) for slot in drivers]] / unit
    unused = cells[:, [layout.not_used(slot) for slot in drivers]] / unit
    asked = used + unused
    whole = np.divide(used.sum(0), asked.sum(0), out=np.ones(len(drivers)), where=asked.sum(0) > 0)
    reach: Floats = (used + STEADYING * whole) / (asked + STEADYING)
    return np.clip(reach, 0, 1)


def _span(evidence: Evidence) -> float:
    low, high = evidence.metric.bounds(evidence.series.items[evidence.outcome].scale)
    return high - low


def _targets(found: Priorities) -> list[Target]:
    """What the best quarter reaches, on the average of all places, and how unsure that is.

    The mean of places without any answer is nan, and so may be their target.
    """
    return [
        (_mean(target), _mean(error))
        for target, error in zip(found.target.T, found.target_se.T, strict=True)
    ]


def _mean(column: Floats) -> float | None:
    known = column[np.isfinite(column)]
    return float(known.mean()) if known.size else None
