"""Correlations of one rating with the outcome: do their intervals hold what they promise?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import NOT_USED, SKIPPED
from cxstats.correlation import correlation_interval

AREA = "Correlations"
COVERAGE = Line(
    name="correlation-interval",
    area=AREA,
    asks="How often does the 95% interval of a rating's correlation with the outcome hold it?",
    per="share of correlations, 20 and 80 answers of a location",
    bar=Bar(low=0.93, high=0.98),
    usual="r plus or minus 1.96 (1 - r²) / √n",
)
SIZES = (20, 80)
Floats = NDArray[np.float64]


def try_once(setting: Setting) -> Iterator[Trial]:
    """Some answers of each location; the truth is the correlation over all of its answers.

    Those are a finite population, so the interval is told with the population's correction, on
    Fisher's z, as the product's is.
    """
    feedback = setting.organisation.observable.feedback
    codes, at = np.unique(feedback.location_code, return_inverse=True)
    rng = setting.rng("correlations")
    held: list[NDArray[np.bool_]] = []
    usual: list[NDArray[np.bool_]] = []
    for ratings in feedback.ratings.T:
        there = (feedback.recommend != SKIPPED) & (ratings != SKIPPED) & (ratings != NOT_USED)
        place = at[there]
        pair = np.stack([ratings[there], feedback.recommend[there]]).astype(np.float64)
        truth, size = _correlations(place, pair, len(codes))[0], np.bincount(place)
        order = np.lexsort((rng.random(len(place)), place))
        rank = np.arange(len(place)) - np.repeat(np.cumsum(size) - size, size)
        for n in SIZES:
            chosen = order[rank < n]
            ours = _correlations(place[chosen], pair[:, chosen], len(codes))
            known = (size > 2 * n) & np.isfinite(ours).all(axis=0)
            correction = np.sqrt(1 - n / np.maximum(size, n))
            held.append(_holds(ours, truth, correction)[known])
            half = 1.96 * (1 - ours[0] ** 2) / np.sqrt(n) * correction
            usual.append((np.abs(ours[0] - truth) <= half)[known])
    ours_all, usual_all = np.concatenate(held), np.concatenate(usual)
    weight = len(ours_all)
    yield Trial(COVERAGE.name, float(ours_all.mean()), float(usual_all.mean()), weight=weight)


def _correlations(place: NDArray[np.intp], pair: Floats, g: int) -> Floats:
    """Correlation, low and high end by place (3, g)."""
    item, outcome = pair
    n = np.bincount(place, minlength=g).astype(np.float64)

    def total(values: Floats) -> Floats:
        return np.bincount(place, values, g).astype(np.float64)

    told = correlation_interval(
        n=n,
        weight=n,
        sums=(total(item), total(outcome)),
        squares=(total(item**2), total(outcome**2)),
        products=total(item * outcome),
    )
    return np.stack([told.value, told.low, told.high])


def _holds(told: Floats, truth: Floats, correction: Floats) -> NDArray[np.bool_]:
    with np.errstate(divide="ignore", invalid="ignore"):
        z, low, high = np.arctanh(told)
        true = np.arctanh(truth)
    held = ((z - true) <= (z - low) * correction) & ((true - z) <= (high - z) * correction)
    return np.asarray(held, dtype=np.bool_)


JUDGE = Judge(lines=(COVERAGE,), try_once=try_once)
