"""From what weeks are like to what each part of each location's week is like."""

from dataclasses import dataclass

import numpy as np

from cxstats.dips import SIGNS, explained
from cxstats.estimate import Floats
from cxstats.later import special
from cxstats.week_fit import RATES, Habits, Seen, Shared, columns, mixed, parts_of, tried

# Locations looked at together, so that memory does not grow with the organisation.
AT_A_TIME = 100
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of the deviations: (L, C); of shared ones: (C,)."""

    mean: Floats
    spread: Floats  # standard deviation of what it may be
    doubt: Floats
    shared: Floats
    shared_spread: Floats
    shared_doubt: Floats


def judge(seen: Seen, habits: Habits) -> Judged:
    """Weigh all that may be behind each cell, `AT_A_TIME` locations at a time."""
    shared = tried(seen.by(habits))
    pieces = [seen.of(slice(i, i + AT_A_TIME)) for i in range(0, len(seen.x), AT_A_TIME)]
    shared = shared.likely(_columns(pieces, shared, habits))
    column = _columns(pieces, shared, habits)
    cells = [_cells(piece, shared, column, habits) for piece in pieces]
    mean, square, doubt = (np.concatenate(part) for part in zip(*cells, strict=True))
    of_value = column.sum(axis=1)
    centre = shared.summed(of_value * shared.value, 0)
    spread = shared.summed(of_value * shared.value**2, 0) - centre**2
    above = shared.summed(of_value * (shared.value > 0), 0)
    below = shared.summed(of_value * (shared.value < 0), 0)
    return Judged(
        mean=mean,
        spread=np.sqrt(np.maximum(square - mean**2, 0)),
        doubt=doubt,
        shared=centre,
        shared_spread=np.sqrt(np.maximum(spread, 0)),
        shared_doubt=1 - np.maximum(above, below),
    )


def _columns(pieces: list[Seen], shared: Shared, habits: Habits) -> Floats:
    log = np.zeros((shared.value.size, RATES.size))
    for piece in pieces:
        log += np.log(mixed(parts_of(piece.by(habits), shared), habits)).sum(axis=0)
    return columns(log, shared, habits)


def _cells(
    seen: Seen, shared: Shared, column: Floats, habits: Habits
) -> tuple[Floats, Floats, Floats]:
    """Mean, mean square and doubt of each cell's whole deviation: shared and own together."""
    rest, variance = seen.by(habits).beside(shared)
    quiet = seen.quiet[:, shared.part]
    # What is seen beside a shared and a clear own deviation is partly error, partly what differs
    # from location to location: `kept` of it, with an error of `unsure`. Few answers add nothing.
    little = habits.little**2 + shared.spread**2
    kept = np.where(quiet, 0.0, little / variance)
    unsure = np.sqrt(little * (1 - kept))
    centre, left = shared.value + kept * rest, 1 - kept
    found = explained(rest, variance, -centre / left)
    likelihood = mixed(parts_of(seen.by(habits), shared), habits)
    rate = np.where(quiet[..., None], 0.0, RATES)
    of_zero = (column * (1 - rate) / likelihood).sum(axis=-1) * found.parts.zero
    of_own = (column * rate / likelihood).sum(axis=-1)[..., None] * habits.size
    own = of_own * found.parts.sized
    any_way = of_zero + own.sum(axis=-1)
    first = left * (of_own * found.first).sum(axis=-1)
    second = left**2 * (of_own * found.second).sum(axis=-1)
    # An own deviation to the other side counts only as far as it outdoes the rest.
    past = of_own * found.beyond
    # What differs but a little everywhere is not shown, whichever its sign.
    above = special.ndtr(centre / np.maximum(unsure, TINY))
    up = np.where(shared.value != 0, of_zero * above, 0) + _to(1.0, own, past)
    down = np.where(shared.value != 0, of_zero * (1 - above), 0) + _to(-1.0, own, past)
    mean, square, up, down = (
        shared.summed(one, 1)
        for one in (
            any_way * centre + first,
            any_way * (centre**2 + unsure**2) + 2 * centre * first + second,
            up,
            down,
        )
    )
    return mean, square, np.clip(1 - np.maximum(up, down), 0, 1)


def _to(side: float, own: Floats, past: Floats) -> Floats:
    """Probability that shared and own deviation together lie on one side of zero: (L, H)."""
    return np.asarray(np.where(side == SIGNS, past, own - past).sum(axis=-1))
