"""What each way of weighting would do to the headline score. Arrays only: no database."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, count_cells
from heedful.listen.feedback.rows import Rows
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.subject import Subject
from heedful.understand.weights.factors import Cells, by_chance, by_draw, raked
from heedful.understand.weights.finding import kind_of
from heedful.understand.weights.rules import Kind
from heedful.understand.weights.ways import Effect, Way

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    effects: tuple[Effect, ...]
    factors: dict[Way, Floats]  # (n,) of each row that was read
    known: Flags  # of the rows on the days of the visits, whose kind of visit was counted


def effects_of(
    subject: Subject,
    rows: Rows,
    *,
    last: date,
    visits: Integers,
    kinds: tuple[Kind, ...],
    chance: Floats,
) -> Found:
    """Learn from the days of the visits; later answers count as these days say.

    `chance` (n,) is with which probability the visit of each row was drawn, NaN where nobody drew.
    """
    kind = kind_of(rows.weekdays, rows.minutes, kinds)
    counted = kind >= 0
    counted[counted] = visits[rows.at[counted], kind[counted]] > 0
    inside = rows.days <= last.toordinal()
    cells = _cells(rows, kind, visits, kinds, among=counted & inside)
    ways = {Way.RAKED: raked(cells), Way.CHANCE: by_chance(cells)}
    plain = np.ones(len(rows))
    effects = [_effect(subject, rows, inside, Way.NONE, plain)]
    factors = {Way.NONE: plain}
    for way, of_cells in ways.items():
        if of_cells is None:
            continue
        factors[way] = plain.copy()
        factors[way][counted] = of_cells.factor[rows.at[counted], kind[counted]]
        limited = of_cells.at_limit[rows.at[counted], kind[counted]] & inside[counted]
        effect = _effect(subject, rows, inside, way, factors[way])
        trimmed = int(limited.sum())
        effects.append(replace(effect, few=cells.few(), unmet=of_cells.unmet, trimmed=trimmed))
    drawn = np.isfinite(chance)
    if drawn.any():
        factors[Way.DRAWN] = plain.copy()
        weights = rows.before_design[drawn].astype(np.float64)
        factors[Way.DRAWN][drawn], limited = by_draw(chance[drawn], weights)
        effect = _effect(subject, rows, inside, Way.DRAWN, factors[Way.DRAWN])
        effects.append(replace(effect, trimmed=int((limited & inside[drawn]).sum())))
    return Found(tuple(effects), factors, counted[inside])


def _cells(
    rows: Rows, kind: Integers, visits: Integers, kinds: tuple[Kind, ...], *, among: Flags
) -> Cells:
    g, c = visits.shape
    place = rows.at[among] * c + kind[among]
    weight = rows.before_design[among] / WEIGHT_ONE
    names = {
        name: i for i, name in enumerate(dict.fromkeys(one.name or one.hours for one in kinds))
    }
    return Cells(
        answers=np.bincount(place, minlength=g * c).reshape(g, c).astype(np.float64),
        weight=np.bincount(place, weight, g * c).reshape(g, c).astype(np.float64),
        visits=visits.astype(np.float64),
        weekday=np.array([one.weekday for one in kinds], dtype=np.intp),
        daypart=np.array([names[one.name or one.hours] for one in kinds], dtype=np.intp),
    )


def _effect(subject: Subject, rows: Rows, inside: Flags, way: Way, factor: Floats) -> Effect:
    """The headline score of all places together, as cells would tell it."""
    scores, layout = rows.scores[inside], subject.series.layout
    everywhere = np.zeros(len(scores), dtype=np.int64)
    heavy = np.rint(rows.before_design[inside] * factor[inside]).astype(np.int64)
    plain = count_cells(scores, everywhere, 1, layout)
    weighted = count_cells(scores, everywhere, 1, layout, heavy)
    sums = ItemSums.of_cells(layout, subject.slot, plain, weighted)
    estimate = alone(sums, item=subject.item, metric=subject.metric)
    ends = (float(end[0]) for end in (estimate.value, estimate.low, estimate.high))
    value, low, high = (end if np.isfinite(end) else None for end in ends)
    return Effect(way, value, low, high, int(sums.answers[0]), float(estimate.n[0]))
