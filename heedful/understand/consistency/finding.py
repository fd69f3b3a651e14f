"""From answers in columns to what is said of them; knows no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.bad_days import BadDays, bad_days, usual_low
from cxstats.components import NothingToSplit, VarianceComponents, variance_components
from cxstats.consistency import Consistency, consistency
from cxstats.discovery import benjamini_hochberg
from cxstats.later import special
from cxstats.ranks import pooled_draws, rank_ranges
from heedful.base.org.dayparts import DAYPARTS, Daypart
from heedful.understand.consistency.rules import (
    BAD_SHARE,
    ENOUGH_ANSWERS,
    EVEN,
    FALSE_DISCOVERY_RATE,
    FEW_OF_A_DAY,
    FEWEST_ANSWERS,
    FEWEST_PLACES,
    FEWEST_RETURNING,
    LIKELY_DAYS,
    PARTS,
    TYPICAL,
    UNEVEN,
    Part,
    PlaceFinding,
    Whole,
    WorstDay,
)
from heedful.understand.week.rules import daypart_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SEED, KEPT_DRAWS = 7, 200
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Answers:
    """One row for each answer; `customer` is negative where nobody is named."""

    place: Integers  # 0..places-1
    day: Integers  # ordinals of the trading day
    minute: Integers  # from midnight of the trading day
    customer: Integers
    score: Floats
    places: int
    dayparts: tuple[Daypart, ...] = DAYPARTS


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that the answers are to."""

    item: str
    label: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Found:
    whole: Whole
    places: dict[int, PlaceFinding]  # those with enough answers


@dataclass(frozen=True, slots=True)
class _Days:
    """Days of places that have answers."""

    place: Integers
    day: Integers
    n: Floats
    mean: Floats


@dataclass(frozen=True, slots=True)
class _Bad:
    """Bad days by one level for all places, and by what is low for the place itself."""

    level: float
    of_all: BadDays
    of_own: BadDays


def find(answers: Answers, asked: Asked) -> Found | None:
    """Study answers; None when there are too few, or they do not differ."""
    n = np.bincount(answers.place, minlength=answers.places).astype(np.float64)
    if n.sum() < FEWEST_ANSWERS or np.count_nonzero(n) < FEWEST_PLACES:
        return None
    try:
        split = split_answers(answers)
    except NothingToSplit:
        return None
    if not split.told[0]:
        return None
    rng = np.random.default_rng(SEED)
    seen = np.flatnonzero(n)
    draws = pooled_draws(split.own, split.own_error, split.draws[:, 0], rng)
    spread = _consistency(answers, n, seen)
    if not np.isfinite(spread.typical):
        return None
    days = _days(answers, seen)
    bad = _bad_days(split, days, draws, (asked.low, asked.high), rng)
    places = _places(n[seen], draws, spread, days, bad)
    within = split.draws[:, 1:]
    kept = np.column_stack([split.draws[:, 0], np.nansum(within, axis=1)])[:KEPT_DRAWS]
    whole = Whole(
        item=asked.item,
        label=asked.label,
        scale_low=asked.low,
        scale_high=asked.high,
        n=int(n.sum()),
        places=seen.size,
        days=days.day.size,
        mean=split.mean,
        parts=tuple(_part(split, i) for i in range(len(PARTS))),
        between=float(split.value[0]),
        within=float(np.nansum(split.value[1:])),
        draws=tuple((float(one), float(other)) for one, other in kept),
        typical_sd=spread.typical,
        bad_level=None if bad is None else bad.level,
        worst_days=sum(day.sure for place in places for day in place.worst_days),
        bad_at_good=_at_good_places(draws, bad, np.bincount(days.place, minlength=seen.size)),
    )
    shown = {int(seen[i]): place for i, place in enumerate(places) if place.n >= ENOUGH_ANSWERS}
    return Found(whole, shown)


def split_answers(answers: Answers) -> VarianceComponents:
    """Split the variance into the parts of `rules.PARTS`. Raises NothingToSplit."""
    day = answers.place * 4_000_000 + answers.day
    parts = len(answers.dayparts)
    part = daypart_of(answers.minute, answers.dayparts)
    slot = (answers.place * 7 + (answers.day + 6) % 7) * parts + part
    factors = [answers.place, day, slot, day * parts + part, _customers(answers)]
    return variance_components(
        np.ones(answers.score.size),
        answers.score,
        answers.score**2,
        factors,
        peakedness=_peakedness(answers),
    )


def _peakedness(answers: Answers) -> float:
    """Return how peaked answers are within places; as if normal where none differ."""
    total = np.bincount(answers.place, answers.score)
    apart = answers.score - (total / np.maximum(np.bincount(answers.place), 1))[answers.place]
    second = float(np.mean(apart**2))
    return max(float(np.mean(apart**4)) / second**2, 1.0) if second > 0 else 3.0


def _customers(answers: Answers) -> Integers:
    """Number customers by place; all rows alike, which tells nothing, if too few came back.

    The same customer elsewhere counts as another one: nearly all visits are to one place, and
    so the split stays quick.
    """
    named = answers.customer >= 0
    own = answers.place * (answers.customer.max(initial=0) + 2) + answers.customer
    _, returns = np.unique(own[named], return_counts=True)
    if np.count_nonzero(returns > 1) < FEWEST_RETURNING:
        return np.zeros_like(answers.place)
    return np.where(named, own, -1 - np.arange(own.size))


def _part(split: VarianceComponents, index: int) -> Part:
    if not split.told[index]:
        return Part(PARTS[index], None, None, None, None)
    shares = (split.share, split.share_low, split.share_high)
    value, low, high = (float(share[index]) for share in shares)
    return Part(PARTS[index], float(split.value[index]), value, low, high)


def _consistency(answers: Answers, n: Floats, seen: Integers) -> Consistency:
    """Spread of single visits; its sureness from how peaked answers within places are."""
    total = np.bincount(answers.place, answers.score, minlength=n.size)
    squares = np.bincount(answers.place, answers.score**2, minlength=n.size)
    peakedness = _peakedness(answers)
    return consistency(n[seen], total[seen], squares[seen], peakedness=peakedness)


def _days(answers: Answers, seen: Integers) -> _Days:
    keys, code = np.unique(answers.place * 4_000_000 + answers.day, return_inverse=True)
    n = np.bincount(code).astype(np.float64)
    place = np.searchsorted(seen, keys // 4_000_000)
    return _Days(place, keys % 4_000_000, n, np.bincount(code, answers.score) / n)


def _bad_days(
    split: VarianceComponents,
    days: _Days,
    draws: Floats,
    scale: tuple[float, float],
    rng: np.random.Generator,
) -> _Bad | None:
    """Look for bad days where days can be told from visits."""
    if not split.told[1]:
        return None
    level = usual_low(split.mean, split.value[0], split.value[1], share=BAD_SHARE)
    draws, spread = draws[:KEPT_DRAWS], split.draws[:KEPT_DRAWS, 1]
    own = draws + special.ndtri(BAD_SHARE) * np.sqrt(spread)[:, None]

    def below(levels: float | Floats) -> BadDays:
        return bad_days(
            days.n,
            days.mean,
            days.place,
            draws,
            day=spread,
            within=float(np.nansum(split.value[2:])),
            level=levels,
            rng=rng,
            scale=scale,
            rate=FALSE_DISCOVERY_RATE,
        )

    return _Bad(level, below(level), below(own))


def _at_good_places(draws: Floats, bad: _Bad | None, days: Integers) -> float | None:
    """Return which share of bad days is expected at the better half of places."""
    if bad is None:
        return None
    expected = np.nan_to_num(bad.of_all.share) * days
    value = draws.mean(axis=0)
    good = value >= np.median(value)
    return float(expected[good].sum() / expected.sum()) if expected.sum() > 0 else None


def _places(
    n: Floats,
    draws: Floats,
    spread: Consistency,
    days: _Days,
    bad: _Bad | None,
) -> list[PlaceFinding]:
    ranks = rank_ranges(draws)
    low, high = np.quantile(draws, (0.025, 0.975), axis=0)
    evenness = _evenness(spread)
    value, error = draws.mean(axis=0), draws.std(axis=0)
    counted = np.bincount(days.place, minlength=n.size)
    return [
        PlaceFinding(
            n=int(n[i]),
            days=int(counted[i]),
            value=float(value[i]),
            low=float(low[i]),
            high=float(high[i]),
            error=float(error[i]),
            rank_low=int(ranks.low[i]),
            rank_high=int(ranks.high[i]),
            top=float(ranks.top[i]),
            bottom=float(ranks.bottom[i]),
            sd=float(spread.value[i]),
            sd_low=float(spread.low[i]),
            sd_high=float(spread.high[i]),
            evenness=evenness[i],
            bad_share=None if bad is None else float(bad.of_all.share[i]),
            bad_low=None if bad is None else float(bad.of_all.share_low[i]),
            bad_high=None if bad is None else float(bad.of_all.share_high[i]),
            worst_days=() if bad is None else _worst(i, days, bad.of_own),
        )
        for i in range(n.size)
    ]


def _evenness(spread: Consistency) -> Sequence[str]:
    """Call a place even or uneven only if it passes among all that are compared."""
    width = np.log(spread.high / spread.low) / (2 * Z)
    away = np.log(spread.value / spread.typical)
    z = np.divide(away, width, out=np.zeros(width.shape), where=width > 0)
    differs = benjamini_hochberg(2 * special.ndtr(-np.abs(z)), rate=FALSE_DISCOVERY_RATE).rejected
    return [
        (TYPICAL if not real else EVEN if below else UNEVEN)
        for real, below in zip(differs.tolist(), (away < 0).tolist(), strict=True)
    ]


def _worst(place: int, days: _Days, own: BadDays) -> tuple[WorstDay, ...]:
    """Return the days that are surely among the place's worst, and the likeliest others."""
    mine = np.flatnonzero((days.place == place) & (days.n > FEW_OF_A_DAY))
    mine = mine[np.argsort(-own.probability[mine], kind="stable")]
    shown = mine[: max(int(own.sure[mine].sum()), LIKELY_DAYS)]
    return tuple(
        WorstDay(
            day=date.fromordinal(int(days.day[i])),
            n=int(days.n[i]),
            seen=float(days.mean[i]),
            value=float(own.value[i]),
            probability=float(own.probability[i]),
            sure=bool(own.sure[i]),
        )
        for i in shown
    )
