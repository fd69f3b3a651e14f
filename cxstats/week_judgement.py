"""From what weeks are like to what each part of each location's week is like."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from cxstats.dips import SIGNS, explained
from cxstats.estimate import Floats
from cxstats.week_fit import RATES, Habits, Seen, Shared, columns, mixed, parts_of, tried

# Locations looked at together, so that memory does not grow with the organisation.
AT_A_TIME = 100
TINY = 1e-12


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
    # What is seen beside a shared and a clear own deviation is partly error, partly what differs
    # from location to location: `kept` of it, with an error of `unsure`. Few answers add nothing.
    little = habits.little**2 + shared.spread**2
    kept = np.where(seen.quiet[..., None], 0.0, little / variance)
    unsure = np.sqrt(little * (1 - kept))
    centre, left = shared.value + kept * rest, 1 - kept
    found = explained(rest, variance, -centre / left)
    likelihood = mixed(parts_of(seen.blurred(habits.little), shared), habits)
    rate = np.where(seen.quiet[..., None, None], 0.0, RATES)
    of_zero = (column * (1 - rate) / likelihood).sum(axis=-1) * found.parts.zero
    of_own = (column * rate / likelihood).sum(axis=-1)[..., None] * habits.size
    own = of_own * found.parts.sized
    any_way = of_zero + own.sum(axis=-1)
    first = left * (of_own * found.first).sum(axis=-1)
    second = left**2 * (of_own * found.second).sum(axis=-1)
    mean = (any_way * centre + first).sum(axis=-1)
    square = (any_way * (centre**2 + unsure**2) + 2 * centre * first + second).sum(axis=-1)
    # An own deviation to the other side counts only as far as it outdoes the rest.
    past = of_own * found.beyond
    # What differs but a little everywhere is not shown, whichever its sign.
    above = ndtr(centre / np.maximum(unsure, TINY))
    up = (of_zero * np.where(shared.value != 0, above, 0)).sum(axis=-1) + _to(1.0, own, past)
    down = (of_zero * np.where(shared.value != 0, 1 - above, 0)).sum(axis=-1)
    down += _to(-1.0, own, past)
    return mean, square, np.clip(1 - np.maximum(up, down), 0, 1)


def _to(side: float, own: Floats, past: Floats) -> Floats:
    """Probability that shared and own deviation together lie on one side of zero."""
    return np.asarray(np.where(side == SIGNS, past, own - past).sum(axis=(-2, -1)))
