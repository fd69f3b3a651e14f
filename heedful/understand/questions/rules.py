"""What the answers say of the questions: how much each tells, and the shortest form."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from cxstats.estimate import Estimate
from cxstats.items import Overlap, answer_use, overlap_of_items
from cxstats.pooled_pairs import PooledPairs, pool_pairs
from cxstats.shortform import KEEP, ShortForm, shortest_form
from heedful.understand.drivers.studying import Evidence
from heedful.understand.metrics.series import OUTCOME, RatedItem

# With fewer answers nothing is said of a question.
FEWEST_ANSWERS = 30
# A question whose answers use less of its scale than this hardly tells guests apart.
LITTLE_USED = 0.5
# A question that the others tell by so much adds little of its own.
MOSTLY_TOLD = 0.8


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScaleUse:
    """How the answers to a question use its scale."""

    used: float  # share of what the scale could tell, 0..1
    top: Share  # of answers at the best end
    bottom: Share  # of answers at the worst end


@dataclass(frozen=True, slots=True)
class Told:
    """How much of a question the other ratings tell."""

    share: Share
    discrimination: float  # correlation with the sum of the others, -1..1


@dataclass(frozen=True, slots=True)
class QuestionUse:
    """What the answers say of one question; None where they are too few or all alike."""

    item: RatedItem
    n: int
    scale: ScaleUse | None
    told: Told | None

    @property
    def little_used(self) -> bool:
        return self.scale is not None and self.scale.used < LITTLE_USED

    @property
    def mostly_told(self) -> bool:
        return self.told is not None and self.told.share.low > MOSTLY_TOLD


@dataclass(frozen=True, slots=True)
class Dropped:
    """A question that goes at some step of shortening, and what is kept without it."""

    item: RatedItem
    agreement: float  # share of the drivers' order, 0.5 to 1
    sure: float  # in which share of replicates enough of the order is kept
    is_taken: bool  # whether the shortest form goes without it


@dataclass(frozen=True, slots=True)
class Shortest:
    """The shortest form that keeps the drivers' order."""

    kept: tuple[RatedItem, ...]
    steps: tuple[Dropped, ...]
    agreement: float
    sure: float

    @property
    def gone(self) -> tuple[RatedItem, ...]:
        return tuple(step.item for step in self.steps if step.is_taken)


@dataclass(frozen=True, slots=True)
class QuestionStudy:
    """What the answers of some places say of a questionnaire."""

    questions: tuple[QuestionUse, ...]
    shortest: Shortest | None  # None without an outcome and three drivers that were answered
    answers: int
    keep: float = KEEP


def study_questions(evidence: Evidence) -> QuestionStudy:
    """Look at every question, and for the shortest form that keeps the drivers' order."""
    found = pool_pairs(evidence.cross, evidence.weighted_cross)
    rated = [
        slot
        for slot, item in enumerate(evidence.series.items)
        if item.role != OUTCOME and found.pairs[slot, slot] >= FEWEST_ANSWERS
    ]
    told = _told(overlap_of_items(found, rated), rated) if rated else {}
    questions = tuple(
        _use(evidence, slot, told.get(slot)) for slot in range(len(evidence.series.items))
    )
    return QuestionStudy(
        questions=questions,
        shortest=_shortest(evidence, found),
        answers=max((one.n for one in questions), default=0),
    )


def _use(evidence: Evidence, slot: int, told: Told | None) -> QuestionUse:
    sums = evidence.item_sums(slot)
    n = int(sums.answers.sum())
    counts = sums.histogram.sum(axis=0).astype(np.float64)
    scale = None
    if n >= FEWEST_ANSWERS and counts.sum() > 0:
        # Weighted counts are brought to the number of answers.
        use = answer_use(counts * n / counts.sum())
        scale = ScaleUse(use.entropy, _share(use.top), _share(use.bottom))
    return QuestionUse(evidence.series.items[slot], n, scale, told)


def _told(overlap: Overlap, slots: Sequence[int]) -> dict[int, Told]:
    found = overlap.redundancy
    return {
        slot: Told(
            Share(float(found.value[at]), float(found.low[at]), float(found.high[at])),
            float(overlap.discrimination[at]),
        )
        for at, slot in enumerate(slots)
        if isfinite(found.value[at])
    }


def _share(of: Estimate) -> Share:
    return Share(float(of.value), float(of.low), float(of.high))


def _shortest(evidence: Evidence, found: PooledPairs) -> Shortest | None:
    outcome = evidence.series.outcome
    if outcome is None:
        return None
    squares = found.squares.sum(axis=2)
    drivers = [
        slot
        for slot in evidence.series.drivers
        if found.pairs[slot, outcome] >= FEWEST_ANSWERS
        and squares[slot, outcome] > 0
        and squares[outcome, slot] > 0
    ]
    if len(drivers) < 3:
        return None
    items = [evidence.series.items[slot] for slot in drivers]
    return _in_words(shortest_form(found.items([*drivers, outcome])), items)


def _in_words(form: ShortForm, items: Sequence[RatedItem]) -> Shortest:
    return Shortest(
        kept=tuple(items[j] for j in form.kept),
        steps=tuple(
            Dropped(items[step.dropped], step.agreement, step.sure, i < form.taken)
            for i, step in enumerate(form.steps)
        ),
        agreement=form.agreement,
        sure=form.sure,
    )
