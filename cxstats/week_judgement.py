"""From what weeks are like to what each part of each location's week is like."""

from dataclasses import dataclass

import numpy as np

from cxstats.dips import SIGNS, explained, unheard
from cxstats.estimate import Floats
from cxstats.week_fit import RATES, Habits, Seen, Shared, columns, mixed, parts_of, tried

# Locations looked at together, so that memory does not grow with the organisation.
AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of the deviations: (L, C); of shared ones: (C,)."""

    mean: Floats
    square: Floats
    doubt: Floats
    shared: Floats
    shared_se: Floats
    shared_doubt: Floats


def judge(seen: Seen, habits: Habits) -> Judged:
    """Weigh all that may be behind each cell, `AT_A_TIME` locations at a time."""
    shared = tried(seen.blurred(habits.little))
    pieces = [seen.of(slice(i, i + AT_A_TIME)) for i in range(0, len(seen.x), AT_A_TIME)]
    log = np.zeros((*shared.value.shape, RATES.size))
    for piece in pieces:
        log += np.log(mixed(parts_of(piece.blurred(habits.little), shared), habits)).sum(axis=0)
    column = columns(log, shared, habits)
    cells = [_cells(piece, shared, column, habits) for piece in pieces]
    mean, square, doubt = (np.concatenate(part) for part in zip(*cells, strict=True))
    of_value = column.sum(axis=2)
    centre = (of_value * shared.value).sum(axis=1)
    spread = (of_value * shared.value**2).sum(axis=1) - centre**2
    above = (of_value * (shared.value > 0)).sum(axis=1)
    below = (of_value * (shared.value < 0)).sum(axis=1)
    return Judged(
        mean, square, doubt, centre, np.sqrt(np.maximum(spread, 0)), 1 - np.maximum(above, below)
    )


def _cells(
    seen: Seen, shared: Shared, column: Floats, habits: Habits
) -> tuple[Floats, Floats, Floats]:
    """Mean, mean square and doubt of each cell's whole deviation: shared and own together."""
    rest, variance = seen.blurred(habits.little).beside(shared)
    # What is seen beside a shared and a clear own deviation is partly error, partly the little
    # that differs everywhere: `kept` of it, with an error of `unsure`.
    kept = habits.little**2 / variance
    unsure = habits.little * np.sqrt(1 - kept)
    centre, left = shared.value + kept * rest, 1 - kept
    found = explained(rest, variance, -centre / left)
    whole = unheard(found, seen.quiet[..., None], centre)
    likelihood = mixed(whole.parts, habits)
    of_zero = (column * (1 - RATES) / likelihood).sum(axis=-1) * whole.parts.zero
    of_own = (column * RATES / likelihood).sum(axis=-1)[..., None] * habits.size
    own = of_own * whole.parts.sized
    any_way = of_zero + own.sum(axis=-1)
    first = left * (of_own * whole.first).sum(axis=-1)
    second = left**2 * (of_own * whole.second).sum(axis=-1)
    mean = (any_way * centre + first).sum(axis=-1)
    square = (any_way * (centre**2 + unsure**2) + 2 * centre * first + second).sum(axis=-1)
    # An own deviation to the other side counts only as far as it outdoes the rest.
    past = of_own * whole.beyond
    # What differs but a little everywhere is not shown, whichever its sign.
    up = (of_zero * (shared.value > 0)).sum(axis=-1) + _to(1.0, own, past)
    down = (of_zero * (shared.value < 0)).sum(axis=-1) + _to(-1.0, own, past)
    return mean, square, np.clip(1 - np.maximum(up, down), 0, 1)


def _to(side: float, own: Floats, past: Floats) -> Floats:
    """Probability that shared and own deviation together lie on one side of zero."""
    return np.asarray(np.where(side == SIGNS, past, own - past).sum(axis=(-2, -1)))
