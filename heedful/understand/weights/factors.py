"""Factors that bring answers to the mix of visits, one for each location and kind of visit.

Knows no Django.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.later import special
from cxstats.pooling import nested_intercepts
from cxstats.propensity import fit_propensity, response_weights
from cxstats.raking import Margin, MarginUnmet, rake
from heedful.understand.weights.ways import FEW_ANSWERS, LEAST, MOST

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Groups = NDArray[np.intp]
# Raking and trimming take turns so often.
TURNS = 10
# A kind of visit without answers takes part with so much of an answer, so that answers which
# come later find a factor.
TRACE = 1e-6


@dataclass(frozen=True, slots=True)
class Cells:
    """Answers and visits of g locations by c kinds of visit."""

    answers: Floats  # (g, c) plain numbers
    weight: Floats  # (g, c) what these count without weighting
    visits: Floats  # (g, c)
    weekday: Groups  # (c,)
    daypart: Groups  # (c,)

    def groups(self) -> list[Groups]:
        """The location, weekday and part of the day of each cell, each (g, c)."""
        g, c = self.visits.shape
        at, kind = np.indices((g, c))
        return [at, self.weekday[kind], self.daypart[kind]]

    def few(self) -> int:
        """How many locations, weekdays and parts of the day with visits have few answers."""
        found = 0
        for group in self.groups():
            came = np.bincount(group.ravel(), self.visits.ravel())
            counted = self.answers * (self.visits > 0)
            answers = np.bincount(group.ravel(), counted.ravel(), len(came))
            found += int(((came > 0) & (answers < FEW_ANSWERS)).sum())
        return found


@dataclass(frozen=True, slots=True)
class CellFactors:
    """What an answer of each cell counts, in units of what it counts without weighting."""

    factor: Floats  # (g, c); 1 where nothing can be said
    unmet: float  # share of visits that no answer stands for
    at_limit: Bools  # (g, c)


def raked(cells: Cells) -> CellFactors | None:
    """Rake to the visits of each location, weekday and part of the day, and trim.

    None where no weights can do that.
    """
    kept = _reached(cells)
    if not kept.any():
        return None
    start = cells.weight[kept]
    start = np.where(start > 0, start, TRACE * start[start > 0].mean())
    wanted = cells.visits[kept] * (start.sum() / cells.visits[kept].sum())
    margins = [_margin(group[kept], wanted) for group in cells.groups()]
    factor = np.ones(len(start))
    try:
        for _turn in range(TURNS):
            exact = rake(margins, start * factor).weights / start
            factor = np.clip(exact, LEAST, MOST)
            if np.array_equal(exact, factor):
                break
    except MarginUnmet:
        return None
    limit = (factor <= LEAST) | (factor >= MOST)
    factor *= start.sum() / (start @ factor)
    silent = 1 - float(cells.visits[kept].sum() / cells.visits.sum())
    missed = max(_missed(margin, start * factor) for margin in margins)
    return CellFactors(
        _spread(factor, kept, 1.0), silent + (1 - silent) * missed, _flags(limit, kept)
    )


def by_chance(cells: Cells) -> CellFactors | None:
    """One over the chance that a visit is answered after, by location, weekday, part of the day.

    None without answers after counted visits.
    """
    known = cells.visits > 0
    answers = np.where(known, np.minimum(cells.answers, cells.visits), 0.0)
    if not answers.sum():
        return None
    came, answered = cells.visits.sum(axis=1), answers.sum(axis=1)
    pooled = nested_intercepts(came, answered, answered, np.zeros(len(came), dtype=np.intp))
    at, weekday, daypart = cells.groups()
    # A location's own chance is pulled toward that of all by how few visits it had.
    usual = special.logit(np.clip(pooled.value, 1e-4, 1 - 1e-4))[at[known]]
    facts = np.column_stack(
        [usual - usual.mean(), *_marks(weekday[known]), *_marks(daypart[known])]
    )
    fit = fit_propensity(facts, answers[known], cells.visits[known])
    chance = np.clip(fit.chance, 1e-9, 1.0)
    each = np.repeat(chance, cells.answers[known].astype(np.int64))
    weights = response_weights(each, most=MOST).weights
    # Below the limit, a weight is one number over the chance.
    over = float(np.median((weights * each)[weights < MOST * (1 - 1e-6)]))
    factor = np.clip(over / chance, 1 / 100, MOST)
    silent = float(came[answered == 0].sum() / came.sum())
    return CellFactors(_spread(factor, known, 1.0), silent, _flags(factor >= MOST, known))


def by_draw(chance: Floats, weight: Floats) -> tuple[Floats, Bools]:
    """One over the chance with which the visit of each answer was drawn, trimmed; and which were.

    `chance` is (n,) in (0, 1]; together the answers keep the `weight` (n,) that they have.
    """
    exact = 1 / chance
    exact *= weight.sum() / (weight @ exact)
    factor = np.clip(exact, LEAST, MOST)
    return factor * (weight.sum() / (weight @ factor)), factor != exact


def _reached(cells: Cells) -> Bools:
    """Cells with visits whose location, weekday and part of the day all have answers."""
    kept: Bools = cells.visits > 0
    while True:
        before = kept
        for group in cells.groups():
            flat = group.ravel()
            have = np.bincount(flat, (cells.weight * kept).ravel(), int(flat.max(initial=-1)) + 1)
            kept = kept & (have[group] > 0)
        if np.array_equal(before, kept):
            return kept


def _margin(group: Groups, wanted: Floats) -> Margin:
    _names, place = np.unique(group, return_inverse=True)
    return Margin(place.astype(np.intp), np.bincount(place, wanted).astype(np.float64))


def _missed(margin: Margin, weights: Floats) -> float:
    have = np.bincount(margin.group, weights, len(margin.target))
    return float(np.abs(have - margin.target).sum() / margin.target.sum() / 2)


def _marks(group: Groups) -> list[Floats]:
    """A mark of 0 or 1 for each group but the first."""
    return [(group == name).astype(np.float64) for name in np.unique(group)[1:]]


def _spread(values: Floats, where: Bools, rest: float) -> Floats:
    wide = np.full(where.shape, rest)
    wide[where] = values
    return wide


def _flags(values: Bools, where: Bools) -> Bools:
    wide = np.zeros(where.shape, dtype=np.bool_)
    wide[where] = values
    return wide
