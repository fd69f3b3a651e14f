"""Who votes for which idea, and when; a few ideas get most of the votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALONE = 0.6
"""A twin gets this part of the votes that its subject would get, because the first has them."""


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """One row a vote; nobody votes for the same idea twice."""

    idea: Ints
    member: Ints
    day: Ints


def make_appeal(*, twin_of: Ints, votes: float, tail: float, rng: np.random.Generator) -> Floats:
    """Votes that an idea gets in the long run: Pareto with the exponent `tail`, mean `votes`."""
    drawn = 1 + rng.pareto(tail, len(twin_of))
    is_twin = twin_of >= 0
    drawn[is_twin] = ALONE * drawn[twin_of[is_twin]]
    appeal: Floats = votes * drawn / drawn.mean() if len(drawn) else drawn
    return appeal


def cast_votes(
    *, appeal: Floats, born: Ints, days: int, members: int, vote_days: float,
    rng: np.random.Generator,
) -> Ballots:  # fmt: skip
    """Votes come on average `vote_days` after the idea; those after the last day are not there.

    Some members vote for much, most for little. The votes of one member for one idea count once,
    so an idea that nearly everybody likes gets fewer votes than its appeal.
    """
    counts = rng.poisson(appeal)
    idea = np.repeat(np.arange(len(appeal)), counts)
    member = (members * rng.random(len(idea)) ** 1.5).astype(np.int64)
    day = born[idea] + rng.exponential(vote_days, len(idea)).astype(np.int64)
    order = np.lexsort((day, idea))
    _, kept = np.unique((idea * members + member)[order], return_index=True)
    kept = order[np.sort(kept)]
    kept = kept[day[kept] < days]
    return Ballots(idea=idea[kept], member=member[kept], day=day[kept])
