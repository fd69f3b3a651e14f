"""Within and between: variances, ranks, evenness, single visits, bad days."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import SKIPPED
from cxstats.bad_days import bad_days, usual_low
from cxstats.components import VarianceComponents, variance_components
from cxstats.consistency import consistency
from cxstats.estimate import Floats
from cxstats.mixed import Codes
from cxstats.ranks import RankRanges, pooled_draws, rank_ranges
from cxstats.shop_visits import reliability, typical_reorder

AREA = "Within and between"
SHARE = Line(
    name="variance-share",
    area=AREA,
    asks="How far is each part's share of the differences between answers from the truth (mean)?",
    per="share of all differences",
    bar=Bar(high=0.02),
    usual="Averages of each location and day as they are",
    larger_is_better=False,
)
COMPONENT = Line(
    name="variance-interval",
    area=AREA,
    asks="How often does the 95% interval hold a part's true variance among those who answer?",
    per="share of parts",
    bar=Bar(low=0.93, high=0.98),
)
RANK = Line(
    name="rank-range",
    area=AREA,
    asks="How often does the 90% rank range of a location hold its true rank?",
    per="share of locations",
    bar=Bar(low=0.88, high=0.92),
    usual="Each location's own average, visits taken as independent",
)
TOP = Line(
    name="top-tenth",
    area=AREA,
    asks="Of locations said to be in the top tenth with 10 to 90%, how many more are than said?",
    per="difference of shares; 0 is right",
    bar=Bar(low=-0.05, high=0.05),
    usual="Each location's own average, visits taken as independent",
)
SHOP = Line(
    name="shop-visit-order",
    area=AREA,
    asks="How much more often does one visit each put two locations in the wrong order than said?",
    per="difference of shares; 0 is right",
    bar=Bar(low=-0.02, high=0.02),
    usual="Differences between averages taken as true",
)
RELIABLE = Line(
    name="score-reliability",
    area=AREA,
    asks="How much more of the differences between averages of 30 visits is real than said?",
    per="difference of shares; 0 is right",
    bar=Bar(low=-0.05, high=0.05),
    usual="Differences between averages taken as true",
)
EVEN = Line(
    name="consistency-interval",
    area=AREA,
    asks="How often does the 95% interval of a location's spread of visits hold the true spread?",
    per="share of locations",
    bar=Bar(low=0.93, high=0.98),
    usual="Each location by itself, as if answers were normal",
)
NAMED = Line(
    name="bad-days-named",
    area=AREA,
    asks="Of the days named as bad, how many were not?",
    per="share of the days named",
    bar=Bar(high=0.10),
    usual="Days whose own average is below the level",
    larger_is_better=False,
)
LINES = (SHARE, COMPONENT, RANK, TOP, SHOP, RELIABLE, EVEN, NAMED)
PAIRS, VISITS, EVEN_SAMPLE, DRAWS = 20_000, 30, 40, 1000
# A part of the answers, so that a seed takes two seconds; the truth is of all visits anyway.
PART_OF_ANSWERS = 0.35
NOISE = 1.5  # standard deviation of a visit on those days
DAY = 0.6  # variance of the days that the judge makes itself


@dataclass(frozen=True, slots=True)
class _Rows:
    """Honest answers: where, when, what; and the true means of the locations."""

    at: Codes
    day: Codes
    part: Codes
    score: Floats
    truth: Floats  # (g,) over all visits, answered or not

    @property
    def places(self) -> int:
        return self.truth.size


def try_once(setting: Setting) -> Iterator[Trial]:
    every = _rows(setting)
    part = setting.rng("part").random(every.at.size) < PART_OF_ANSWERS
    rows = _Rows(every.at[part], every.day[part], every.part[part], every.score[part], every.truth)
    cell = (rows.at * 7 + rows.day % 7) * 16 + rows.part
    shift = (rows.at * 4000 + rows.day) * 16 + rows.part
    factors = [rows.at, rows.at * 4000 + rows.day, cell, shift]
    apart = rows.score - _means(rows.at, rows.score)[rows.at]
    split = variance_components(
        np.ones(rows.at.size),
        rows.score,
        rows.score**2,
        factors,
        peakedness=float(np.mean(apart**4) / np.mean(apart**2) ** 2),
    )
    yield from _variances(setting, rows, split)
    yield from _ranks(setting, rows, split)
    yield from _visits(setting, every, split)
    yield _evenness(setting, every)
    yield from _bad_days(setting)


def _rows(setting: Setting) -> _Rows:
    observable, truth = setting.organisation.observable, setting.organisation.truth
    feedback = observable.feedback
    code = {place.code: number for number, place in enumerate(observable.locations)}
    used = (feedback.recommend != SKIPPED) & truth.quality.honest
    at = np.array([code[one] for one in feedback.location_code], dtype=np.intp)
    return _Rows(
        at=at[used],
        day=feedback.trading_day[used] - feedback.trading_day.min(),
        part=feedback.daypart[used].astype(np.intp),
        score=feedback.recommend[used].astype(np.float64),
        truth=truth.response.mean,
    )


def _variances(setting: Setting, rows: _Rows, split: VarianceComponents) -> Iterator[Trial]:
    """Customers are left in the rest: they come back too seldom to be split in two seconds.

    The truth is that of visits which are answered after: what unhappy guests who answer more
    readily add to all variances, answers alone cannot tell. The lines of scores judge that.
    """
    known = setting.organisation.truth.answered
    rest = known.customer + known.residual
    true = np.array([known.location, known.day, known.cell, known.shift, rest])
    naive = np.zeros(5)
    means = [_means(code, rows.score) for code in (rows.at, rows.at * 4000 + rows.day)]
    whole = float(rows.score.var())
    naive[0] = float(np.var(means[0]))
    naive[1] = max(float(np.var(means[1])) - naive[0], 0.0)
    naive[4] = max(whole - naive.sum(), 0.0)
    share = true / true.sum()
    yield Trial(
        SHARE.name,
        float(np.abs(split.share - share).mean()),
        float(np.abs(naive / naive.sum() - share).mean()),
        weight=5,
    )
    held = (split.low <= true) & (true <= split.high)
    yield Trial(COMPONENT.name, float(held.mean()), weight=5)


def _means(code: Codes, score: Floats) -> Floats:
    _, place = np.unique(code, return_inverse=True)
    found: Floats = np.bincount(place, score) / np.bincount(place)
    return found


def _ranks(setting: Setting, rows: _Rows, split: VarianceComponents) -> Iterator[Trial]:
    rng, n = setting.rng("ranks"), np.bincount(rows.at, minlength=rows.places)
    rank = rankdata(-rows.truth)
    pooled = pooled_draws(split.own, split.own_error, split.draws[:DRAWS, 0], rng)
    own = _means(rows.at, rows.score)
    spread = np.sqrt(np.bincount(rows.at, (rows.score - own[rows.at]) ** 2) / (n - 1) / n)
    ours, usual = (
        rank_ranges(draws)
        for draws in (pooled, own + spread * rng.standard_normal((DRAWS, rows.places)))
    )
    held = [float(((one.low <= rank) & (rank <= one.high)).mean()) for one in (ours, usual)]
    yield Trial(RANK.name, held[0], held[1], weight=rows.places)
    top = rank <= round(0.1 * rows.places)
    gap, cases = _calibration(ours, top)
    yield Trial(TOP.name, gap, _calibration(usual, top)[0], weight=cases)


def _calibration(ranges: RankRanges, top: np.ndarray) -> tuple[float, int]:
    """Return how many more are in the top than said, of those of whom it is not sure."""
    unsure = (ranges.top >= 0.1) & (ranges.top <= 0.9)
    cases = int(unsure.sum())
    return (float((top - ranges.top)[unsure].mean()) if cases else 0.0), max(cases, 1)


def _visits(setting: Setting, rows: _Rows, split: VarianceComponents) -> Iterator[Trial]:
    """Draw visits from the answers themselves, with all their steps and their skewness."""
    rng = setting.rng("visits")
    order = np.argsort(rows.at, kind="stable")
    n = np.bincount(rows.at, minlength=rows.places)
    start = np.cumsum(n) - n

    def visit(place: Codes) -> Floats:
        found: Floats = rows.score[order[start[place] + rng.integers(0, n[place])]]
        return found

    one, other = rng.integers(0, rows.places, (2, PAIRS))
    one, other = one[one != other], other[one != other]
    seen = np.sign(visit(one) - visit(other))
    true = np.sign(rows.truth[one] - rows.truth[other])
    wrong = float(np.mean((1 - seen * true) / 2))
    between, within = float(split.value[0]), float(np.nansum(split.value[1:]))
    own = float(np.var(_means(rows.at, rows.score)))
    said, plain = typical_reorder(between, within, 1), typical_reorder(own, within, 1)
    yield Trial(SHOP.name, wrong - float(said), wrong - float(plain))
    everywhere = np.tile(np.arange(rows.places), 200)
    halves = [np.mean([visit(everywhere) for _ in range(VISITS)], axis=0) for _ in range(2)]
    real = float(np.corrcoef(*halves)[0, 1])
    said, plain = reliability(between, within, VISITS), reliability(own, within, VISITS)
    yield Trial(RELIABLE.name, real - float(said), real - float(plain))


def _evenness(setting: Setting, rows: _Rows) -> Trial:
    """Draw visits from each location's answers; their spread is the truth, known exactly.

    They are put back each time. Else the truth would be that of a few hundred answers, those
    drawn among them, and its own error is as large as that of a spread which borrows from others.
    """
    size = np.bincount(rows.at, minlength=rows.places)
    order = np.argsort(rows.at, kind="stable")
    start = np.cumsum(size) - size
    drawn = setting.rng("evenness").integers(0, size[:, None], (rows.places, EVEN_SAMPLE))
    score = rows.score[order[start[:, None] + drawn]]
    apart = rows.score - _means(rows.at, rows.score)[rows.at]
    truth = np.sqrt(np.bincount(rows.at, apart**2) / size)
    away = score - score.mean(axis=1, keepdims=True)
    peakedness = float(np.mean(away**4) / np.mean(away**2) ** 2)
    n = np.full(rows.places, float(EVEN_SAMPLE))
    found = consistency(n, score.sum(axis=1), (score**2).sum(axis=1), peakedness=peakedness)
    ours = (found.low <= truth) & (truth <= found.high)
    plain = score.std(axis=1, ddof=1)
    usual = np.abs(np.log(plain / truth)) <= 1.96 / np.sqrt(2 * (n - 1))
    return Trial(EVEN.name, float(ours.mean()), float(usual.mean()), weight=rows.places)


def _bad_days(setting: Setting) -> Iterator[Trial]:
    """Days of the judge's own, as the truth of a single day is not kept: 0 to 10, rounded."""
    rng, days, places = setting.rng("bad days"), 90, 20 if setting.small else 40
    at = np.repeat(np.arange(places), days)
    centre = rng.normal(7.5, 0.5, places)
    felt = centre[at] + rng.normal(0, np.sqrt(DAY), at.size)
    n = rng.integers(1, 20, at.size)
    day = np.repeat(np.arange(at.size), n)
    score = np.clip(np.rint(felt[day] + rng.normal(0, NOISE, day.size)), 0, 10)
    split = variance_components(np.ones(day.size), score, score**2, [at[day], day])
    draws = pooled_draws(split.own, split.own_error, split.draws[:100, 0], rng)
    level = usual_low(split.mean, split.value[0], split.value[1])
    mean = np.bincount(day, score) / n
    found = bad_days(
        n,
        mean,
        at,
        draws,
        day=split.draws[:100, 1],
        within=float(split.value[2]),
        level=level,
        rng=rng,
        scale=(0, 10),
    )
    # What a day's average would be over very many visits, rounding and ends of the scale included.
    bad = ndtr((felt[:, None] - np.arange(0.5, 10)) / NOISE).sum(axis=1) < level
    named, plain = found.sure, mean < level
    wrong = [float((~bad[picked]).mean()) if picked.any() else 0.0 for picked in (named, plain)]
    yield Trial(NAMED.name, wrong[0], wrong[1], weight=max(int(named.sum()), 1))


JUDGE = Judge(lines=LINES, try_once=try_once)
