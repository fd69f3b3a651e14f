"""Scores of locations: do intervals hold what they promise, does pulling toward the group help."""

from collections.abc import Iterator

import numpy as np

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import SKIPPED
from cxstats.intervals import mean_interval
from cxstats.pooling import nested_intercepts

AREA = "Scores"
COVERAGE = Line(
    name="score-interval",
    area=AREA,
    asks="How often does the 95% interval of a location's average hold its true value?",
    per="share of locations",
    bar=Bar(low=0.93, high=0.98),
    usual="Each location by itself, Student's t",
)
ERROR = Line(
    name="score-error",
    area=AREA,
    asks="How far is a location's average from the truth (root mean square)?",
    per="points of the 0 to 10 scale",
    bar=Bar(high=1.0, against=Against.USUAL_RATIO),
    usual="Each location by itself",
    percent=False,
    larger_is_better=False,
)
# A location that has been asked for a month or two.
ANSWERS = 40
Z = 1.96


def try_once(setting: Setting) -> Iterator[Trial]:
    """Take some answers of each location; the truth is the average of all its answers.

    The other answers of a location are a finite population, so the truth's own error is small
    beside that of a few answers, and both are told with the population's correction.
    """
    feedback = setting.organisation.observable.feedback
    places = setting.organisation.observable.locations
    code = {place.code: number for number, place in enumerate(places)}
    regions = sorted({place.area for place in places})
    parent = np.array([regions.index(place.area) for place in places], dtype=np.intp)
    at = np.array([code[one] for one in feedback.location_code])
    score = feedback.recommend.astype(np.float64)
    answered = feedback.recommend != SKIPPED
    at, score = at[answered], score[answered]
    g = len(places)
    size = np.bincount(at, minlength=g)
    truth = np.bincount(at, score, g) / size
    order = np.lexsort((setting.rng("scores").random(len(at)), at))
    rank = np.arange(len(at)) - np.repeat(np.cumsum(size) - size, size)
    chosen = order[rank < ANSWERS]
    n = np.bincount(at[chosen], minlength=g).astype(np.float64)
    total = np.bincount(at[chosen], score[chosen], g)
    squares = np.bincount(at[chosen], score[chosen] ** 2, g)
    pooled = nested_intercepts(n, total, squares, parent)
    own = mean_interval(n, total, squares)
    correction = np.sqrt(1 - n / size)
    ours = np.abs(pooled.value - truth) <= Z * pooled.se * correction
    half = (own.high - own.low) / 2 * correction
    usual = np.abs(own.value - truth) <= half
    yield Trial(COVERAGE.name, float(ours.mean()), float(usual.mean()), weight=g)
    yield Trial(
        ERROR.name,
        float(np.sqrt(np.mean((pooled.value - truth) ** 2))),
        float(np.sqrt(np.mean((own.value - truth) ** 2))),
        weight=g,
    )


JUDGE = Judge(lines=(COVERAGE, ERROR), try_once=try_once)
