"""From answers and visits to weighted means. Knows no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.intervals import effective_n
from cxstats.poststratify import Poststratified, poststratified
from heedful.understand.weights.rules import Kind, PlaceAnswers, span

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to the outcome of g places; arrays of length n."""

    at: Integers
    bin: Integers  # step of the scale, 0 is the lowest
    weight: Floats
    weekday: Integers
    minute: Integers  # from midnight of the trading day
    channel: Integers


def kind_of(weekday: Integers, minute: Integers, kinds: Sequence[Kind]) -> Integers:
    """The kind of visit of each answer, by weekday and hour; -1 where none has its hours."""
    found = np.full(len(weekday), -1)
    for number, kind in enumerate(kinds):
        start, end = span(kind.hours)
        inside = (minute >= start) & (minute < end)
        found[inside & (weekday == kind.weekday)] = number
    return found


def place_answers(
    answers: Answers,
    *,
    values: Floats,
    kinds: Sequence[Kind],
    visits: Integers,
    parent: NDArray[np.intp],
    channels: int,
) -> list[PlaceAnswers]:
    """Sum up every place, and weight it to its visits where these are known.

    `values` are what each step of the scale counts for; `visits` is (g, kinds).
    """
    g, c, bins = len(visits), len(kinds), len(values)
    kind = kind_of(answers.weekday, answers.minute, kinds)
    weighted = _weighted(answers, kind, values, visits, parent) if c and visits.sum() else None
    n = np.bincount(answers.at, minlength=g)
    effective = effective_n(
        np.bincount(answers.at, answers.weight, g), np.bincount(answers.at, answers.weight**2, g)
    )
    steps = _table(answers.at, answers.bin, g, bins, answers.weight)
    known = kind >= 0
    answered = _table(answers.at[known], kind[known], g, c)
    by_channel = _table(answers.at, answers.channel, g, channels)
    effects = _design_effects(answered, visits)
    return [
        PlaceAnswers(
            answers=int(n[i]),
            effective=float(effective[i]),
            bins=tuple(steps[i].tolist()),
            answered=tuple(answered[i].astype(int).tolist()),
            visits=tuple(visits[i].tolist()),
            by_channel=tuple(by_channel[i].astype(int).tolist()),
            weighted=float(weighted.value[i]) if weighted and n[i] and visits[i].sum() else None,
            error=float(weighted.se[i]) if weighted and n[i] and visits[i].sum() else None,
            design_effect=float(effects[i]),
        )
        for i in range(g)
    ]


def _table(at: Integers, column: Integers, g: int, k: int, weight: Floats | None = None) -> Floats:
    return np.bincount(at * k + column, weight, g * k).astype(np.float64).reshape(g, k)


def _weighted(
    answers: Answers,
    kind: Integers,
    values: Floats,
    visits: Integers,
    parent: NDArray[np.intp],
) -> Poststratified:
    """Answers outside of all hours may be of any kind."""
    g, c = visits.shape
    column = np.where(kind >= 0, kind, c)
    total = np.bincount(answers.at, answers.weight, g)
    squares = np.bincount(answers.at, answers.weight**2, g)
    # Weights are scaled so that they add up to the number of answers they are worth.
    scale = np.divide(effective_n(total, squares), total, out=np.zeros(g), where=total > 0)
    weight, value = answers.weight * scale[answers.at], values[answers.bin]
    sums = [_table(answers.at, column, g, c + 1, weight * value**power) for power in range(3)]
    kinds = np.vstack([np.eye(c), np.ones(c)])
    return poststratified(sums[0], sums[1], sums[2], visits, parent=parent, kinds=kinds)


def _design_effects(answered: Floats, visits: Integers) -> Floats:
    """By how much weighting each place's kinds to its visits widens its variance."""
    share = np.divide(visits, answered, out=np.zeros(answered.shape), where=answered > 0)
    total = (share * answered).sum(axis=1)
    squares = (share**2 * answered).sum(axis=1)
    n = answered.sum(axis=1)
    effects: Floats = np.divide(n * squares, total**2, out=np.ones(len(n)), where=total > 0)
    return effects
