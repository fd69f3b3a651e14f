"""How often, how much and how commonly parts of the week deviate, learned from all locations."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxstats.dips import SIGNS, Parts, likelihoods, normal
from cxstats.estimate import Floats

# What share of locations may deviate in one part of the week in a way of their own.
RATES = np.array([0.0, 0.01, 0.03, 0.06, 0.12, 0.25, 0.5, 0.8])
# What is believed before any answer, in parts of the week: most deviate nowhere in common.
NO_PATTERN, A_PATTERN = 2.0, 1.0
NO_OWN, OWN = 1.0, 0.25
SIZE_COUNT = 0.05
# Values of a shared deviation that are tried, in standard errors around its best value.
STEPS = np.linspace(-3, 3, 7)
# How unlike locations are in what they share: spread of theirs beside its average, and the belief.
UNLIKE = ((0.0, 0.3), (0.5, 0.3), (1.5, 0.4))
# Sizes of what is shared: with so many answers smaller ones can be told from nothing.
SHARED_SCALES = (0.12, 0.25, 0.4)
ROUNDS, BLOCKS = 6, 5
# What is less probable than this is not tried any further.
NEXT_TO_NOTHING = 1e-4
# Spreads of what is a little different everywhere that are tried.
LITTLE = (0.0, 0.04, 0.08, 0.14)


@dataclass(frozen=True, slots=True)
class Habits:
    """What weeks of an organisation are like."""

    none: float  # probability that a part of the week deviates nowhere in common
    rate: Floats  # (R,) probability of each of RATES
    size: Floats  # (K,) probability of each size and sign of an own deviation
    little: float = 0.0  # spread of what is a little different in every cell of every location
    lift: float = 0.0  # how far cells without deviation lie above the average they are held against

    @classmethod
    def start(cls) -> Self:
        rate = np.full(RATES.size, OWN)
        rate[0] = NO_OWN
        return cls(0.8, rate / rate.sum(), np.full(SIGNS.size, 1 / SIGNS.size))


@dataclass(frozen=True, slots=True)
class Shared:
    """Shared deviations that are tried, (H,), those of one part of the week after one another."""

    part: NDArray[np.intp]  # which part of the week
    value: Floats  # average of all locations
    spread: Floats  # of the locations around it
    prior: Floats  # prior mass of each, that of 0 put as 1
    first: NDArray[np.intp]  # (C,) where the ones of each part begin; that one is 0

    def summed(self, values: Floats, axis: int) -> Floats:
        """Add up what belongs to the same part of the week."""
        return np.asarray(np.add.reduceat(values, self.first, axis=axis))

    def likely(self, probability: Floats) -> "Shared":
        """Leave out what is next to impossible, see `columns`; zero stays."""
        stays = probability.sum(axis=-1) > NEXT_TO_NOTHING
        stays[self.first] = True
        return Shared(
            self.part[stays],
            self.value[stays],
            self.spread[stays],
            self.prior[stays],
            (np.cumsum(stays) - 1)[self.first],
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """Deviations as they are seen, all (L, C)."""

    x: Floats
    variance: Floats
    quiet: NDArray[np.bool_]  # too few answers to tell of an own deviation

    def of(self, places: slice | NDArray[np.intp]) -> "Seen":
        return Seen(self.x[places], self.variance[places], self.quiet[places])

    def by(self, habits: "Habits") -> "Seen":
        """Take off the lift, and take what is a little different in every cell for error."""
        return Seen(self.x - habits.lift, self.variance + habits.little**2, self.quiet)

    def beside(self, shared: Shared) -> tuple[Floats, Floats]:
        """What each shared deviation leaves to explain (L, H), and its variance."""
        part = shared.part
        return self.x[:, part] - shared.value, self.variance[:, part] + shared.spread**2


def tried(seen: Seen) -> Shared:
    """Choose what to try: nothing, and values around the average of all locations (L, C)."""
    x, variance = seen.x, seen.variance
    weight = 1 / variance
    total = weight.sum(axis=0)
    mean = (weight * x).sum(axis=0) / total
    locations = (variance < UNSEEN).sum(axis=0)
    misfit = (weight * (x - mean) ** 2).sum(axis=0) / np.maximum(locations - 1, 1)
    error = np.sqrt(np.maximum(misfit, 1) / total)
    value = mean[:, None] + error[:, None] * STEPS
    density = np.mean(
        [value**2 / s**2 * normal(value, np.full_like(value, s * s)) for s in SHARED_SCALES], axis=0
    )
    mass = density * (STEPS[1] - STEPS[0]) * error[:, None]
    parts = x.shape[1]
    zero = np.zeros((parts, 1))
    kinds = 1 + len(UNLIKE) * STEPS.size
    return Shared(
        np.repeat(np.arange(parts), kinds),
        np.hstack([zero, *(value for _ in UNLIKE)]).ravel(),
        np.hstack([zero, *(unlike * np.abs(value) for unlike, _ in UNLIKE)]).ravel(),
        np.hstack([zero + 1, *(belief * mass for _, belief in UNLIKE)]).ravel(),
        np.arange(parts) * kinds,
    )


# The variance that stands for "never seen"; larger ones would lose all digits.
UNSEEN = 1e8


def parts_of(seen: Seen, shared: Shared) -> Parts:
    """Likelihoods of each location under each shared deviation: (L, H), and (L, H, K)."""
    parts = likelihoods(*seen.beside(shared))
    quiet = seen.quiet[:, shared.part, None]
    return Parts(parts.zero, np.where(quiet, parts.zero[..., None], parts.sized))


def mixed(parts: Parts, habits: Habits) -> Floats:
    """Likelihood of each location under each shared deviation and rate: (L, H, R)."""
    own = parts.sized @ habits.size
    likelihood = (1 - RATES) * parts.zero[..., None] + RATES * own[..., None]
    return np.maximum(likelihood, 1e-300)


def _joint(log_likelihood: Floats, shared: Shared, habits: Habits) -> Floats:
    """Log probability of each shared deviation and rate together with what is seen: (H, R)."""
    prior = shared.prior * (1 - habits.none)
    prior[shared.first] = habits.none
    with np.errstate(divide="ignore"):
        return np.asarray(log_likelihood + np.log(prior)[:, None] + np.log(habits.rate))


def columns(log_likelihood: Floats, shared: Shared, habits: Habits) -> Floats:
    """Probability of each shared deviation and rate, 1 in each part of the week: (H, R)."""
    log = _joint(log_likelihood, shared, habits)
    highest = np.maximum.reduceat(log.max(axis=1), shared.first)
    probability = np.exp(log - highest[shared.part, None])
    total = shared.summed(probability.sum(axis=1), 0)
    return np.asarray(probability / total[shared.part, None])


def learn(seen: Seen, habits: Habits) -> Habits:
    """Improve on `habits`: how often and how much cells deviate, and the lift.

    Dips that are not known yet lower the average of their location and lift its other cells. Were
    that not taken off, it would be taken for many small deviations upward.
    """
    habits = replace(habits, lift=0.0)
    shared = tried(seen.by(habits))
    habits, probability = _improve(seen.by(habits), shared, habits)
    shared = shared.likely(probability)
    for _ in range(BLOCKS):
        habits, _ = _improve(seen.by(habits), shared, habits)
    return _with_little(seen, shared, habits)


def _with_little(seen: Seen, shared: Shared, habits: Habits) -> Habits:
    """Weigh the spread of what is a little different everywhere, beside clear deviations."""
    evidence = np.array([_evidence(seen, shared, replace(habits, little=one)) for one in LITTLE])
    chance = np.exp(evidence - evidence.max())
    return replace(habits, little=float(np.sqrt(chance @ np.square(LITTLE) / chance.sum())))


def _evidence(seen: Seen, shared: Shared, habits: Habits) -> float:
    likelihood = mixed(parts_of(seen.by(habits), shared), habits)
    log = np.logaddexp.reduce(_joint(np.log(likelihood).sum(axis=0), shared, habits), axis=1)
    return float(np.logaddexp.reduceat(log, shared.first).sum())


def _improve(seen: Seen, shared: Shared, habits: Habits) -> tuple[Habits, Floats]:
    """Expectation and maximisation (Dempster, Laird & Rubin 1977); also `columns`."""
    parts = parts_of(seen, shared)
    flat = parts.sized.reshape(-1, SIGNS.size)
    for _ in range(ROUNDS):
        likelihood = mixed(parts, habits)
        probability = columns(np.log(likelihood).sum(axis=0), shared, habits)
        share = (probability * RATES / likelihood).sum(axis=-1)
        own = share * (parts.sized @ habits.size)
        size = habits.size * (share.ravel() @ flat) + SIZE_COUNT
        none = NO_PATTERN + probability[shared.first].sum()
        rate = probability.sum(axis=0) + np.where(RATES > 0, OWN, NO_OWN)
        habits = replace(
            habits,
            none=float(none / (NO_PATTERN + A_PATTERN + shared.first.size)),
            rate=rate / rate.sum(),
            size=size / size.sum(),
        )
    rest, variance = seen.beside(shared)
    weight = (probability.sum(axis=-1) - own) / variance
    lift = float((weight * rest).sum() / weight.sum())
    return replace(habits, lift=habits.lift + lift), probability
