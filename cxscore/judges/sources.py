"""Sources: are faults of a file noticed, and is sound data left in peace."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import NOT_USED as SIM_NOT_USED
from cxstats.sums import NOT_ANSWERED, NOT_USED, WEIGHT_ONE
from heedful.understand.metrics.series import RatedItem, Series
from heedful.understand.soundness.looking import look_at_rows
from heedful.understand.soundness.rules import Finding, Kind

Scores = NDArray[np.int16]
AREA = "Data soundness"
NOTICED = Line(
    name="sources-noticed",
    area=AREA,
    asks="Rows were filled in with averages, a scale was turned round, and weights move the score:"
    " how many of these faults are noticed?",
    per="share of planted faults",
    bar=Bar(low=0.95),
)
IN_PEACE = Line(
    name="sources-in-peace",
    area=AREA,
    asks="How often is something serious said of data without a fault?",
    per="share of organisations",
    bar=Bar(high=0.10),
    larger_is_better=False,
)
# How many answers are overwritten by one set of averages.
FILLED = 0.03
HEAVY = 3


def try_once(setting: Setting) -> Iterator[Trial]:
    series, scores, at, days = _rows(setting)
    even = np.full(len(scores), WEIGHT_ONE)
    clean = look_at_rows(series, scores, at, days, even)
    yield Trial(IN_PEACE.name, float(any(one.serious for one in clean)))
    rng = setting.rng("sources")
    turned = int(rng.integers(1, len(series.items)))
    filled = rng.random(len(scores)) < FILLED
    spoiled = scores.copy()
    spoiled[filled, 1:] = _uneven(scores)
    spoiled[:, turned] = np.where(scores[:, turned] > 0, 6 - scores[:, turned], scores[:, turned])
    weights = np.where(scores[:, 0] >= 9, HEAVY * WEIGHT_ONE, WEIGHT_ONE)
    found = look_at_rows(series, spoiled, at, days, weights)
    noticed = [
        any(one.kind == Kind.REPEATED for one in found),
        _names(found) == {series.items[turned].label},
        any(one.kind == Kind.WEIGHTS and one.serious for one in found),
    ]
    yield Trial(NOTICED.name, float(np.mean(noticed)), weight=len(noticed))


def _rows(setting: Setting) -> tuple[Series, Scores, NDArray[np.int64], NDArray[np.int64]]:
    """Honest answers as the product holds them: planted forgeries are no faults of a file."""
    feedback = setting.organisation.observable.feedback
    honest = setting.organisation.truth.quality.honest
    items = [RatedItem("recommend", "recommend", "outcome", 0, 10, "recommend", primary=True)]
    items += [RatedItem(item.code, item.code, item.role, 1, 5) for item in setting.config.items]
    scores = np.column_stack([feedback.recommend, feedback.ratings]).astype(np.int16)
    used = scores != SIM_NOT_USED
    scores = np.where(scores < 0, np.where(used, NOT_ANSWERED, NOT_USED), scores)
    at = np.unique(feedback.location_code, return_inverse=True)[1].astype(np.int64)
    rows = (scores.astype(np.int16)[honest], at[honest], feedback.trading_day[honest])
    return Series(tuple(items)), *rows


def _uneven(scores: Scores) -> Scores:
    """What somebody who fills in averages would write: rounded down here and up there."""
    ratings = np.where(scores[:, 1:] > 0, scores[:, 1:], np.nan)
    mean = np.nanmean(ratings, axis=0)
    uneven = np.where(np.arange(mean.size) % 2, np.floor(mean) - 1, np.ceil(mean))
    return np.asarray(uneven, dtype=np.int16)


def _names(found: list[Finding]) -> set[str]:
    return {name for one in found if one.kind == Kind.REVERSED for name in one.names}


JUDGE = Judge(lines=(NOTICED, IN_PEACE), try_once=try_once)
