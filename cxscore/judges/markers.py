"""Markers: does a warning come before the outcome falls, and how often for nothing."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import SKIPPED
from cxstats.daily import daily
from cxstats.early_warning import YEAR, Alarms, early_warnings
from cxstats.markers import lead_over

AREA = "Markers"
USUAL = "The same rule on the outcome itself"
EARLY = Line(
    name="marker-days",
    area=AREA,
    asks="How many days before the outcome falls does the warning come?",
    per="days, median over episodes; no warning counts as 0",
    bar=Bar(low=7),
    usual=USUAL,
    percent=False,
)
WARNED = Line(
    name="marker-warned",
    area=AREA,
    asks="How many falls of the outcome are announced at least a week before?",
    per="share of episodes",
    bar=Bar(low=0.5),
    usual=USUAL,
)
FALSE = Line(
    name="marker-false",
    area=AREA,
    asks="How often is there a warning where the marker has not fallen?",
    per="warnings a location and year",
    bar=Bar(high=1.0),
    percent=False,
    larger_is_better=False,
)
AHEAD = Line(
    name="marker-ahead-false",
    area=AREA,
    asks="How many items that do not move before the outcome are said to do so?",
    per="share of items, each tested at 10%",
    bar=Bar(high=0.10),
    larger_is_better=False,
)
# After an episode warnings may still come of days that lie in it.
AFTERWARDS = 60
LEVEL = 0.10
Grid = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def try_once(setting: Setting) -> Iterator[Trial]:
    """Look for the planted episodes with the answers alone."""
    made = setting.organisation
    feedback, truth = made.observable.feedback, made.truth
    codes = [item.code for item in truth.config.items]
    marker = codes.index(truth.episodes.item)
    ratings = feedback.ratings.astype(np.float64)
    grids = {
        code: _grid(setting, ratings[:, i], ratings[:, i] >= 1) for i, code in enumerate(codes)
    }
    score = feedback.recommend.astype(np.float64)
    outcome = _grid(setting, score, feedback.recommend != SKIPPED)
    found, late = early_warnings(*grids[codes[marker]]), early_warnings(*outcome)
    ours, usual = _days_before(setting, found), _days_before(setting, late)
    yield Trial(EARLY.name, float(np.median(ours)), float(np.median(usual)), weight=len(ours))
    yield Trial(
        WARNED.name, float((ours >= 7).mean()), float((usual >= 7).mean()), weight=len(ours)
    )
    quiet = found.known & ~_in_episodes(setting, found)
    years = float(quiet.sum()) / YEAR
    yield Trial(FALSE.name, float((found.begins & quiet).sum()) / years, weight=years)
    days = daily(*outcome)
    others = [
        lead_over(daily(*grid), days) for code, grid in grids.items() if code != codes[marker]
    ]
    ahead = [one.p <= LEVEL and one.value > 0 for one in others]
    yield Trial(AHEAD.name, float(np.mean(ahead)), weight=len(ahead))


def _grid(setting: Setting, value: NDArray[np.float64], answered: NDArray[np.bool_]) -> Grid:
    """Numbers, sums and squares of answers (locations, days)."""
    feedback, truth = setting.organisation.observable.feedback, setting.organisation.truth
    number = {code: i for i, code in enumerate(truth.locations)}
    at = np.array([number[code] for code in feedback.location_code])[answered]
    day = (feedback.trading_day - feedback.trading_day.min())[answered]
    shape = (len(truth.locations), int(np.ptp(feedback.trading_day)) + 1)
    key, size, told = at * shape[1] + day, shape[0] * shape[1], value[answered]
    n, total, squares = (
        np.bincount(key, told**power, size).astype(np.float64).reshape(shape) for power in range(3)
    )
    return n, total, squares


def _days_before(setting: Setting, found: Alarms) -> NDArray[np.float64]:
    """Days from each episode's warning to the fall of the outcome; 0 without, below 0 if late."""
    before = []
    for place, marker, outcome, end in _episodes(setting):
        on = np.flatnonzero(found.on[place, marker:end])
        before.append(outcome - marker - on[0] if on.size else 0)
    return np.array(before, dtype=np.float64)


def _in_episodes(setting: Setting, found: Alarms) -> NDArray[np.bool_]:
    inside = np.zeros(found.on.shape, dtype=np.bool_)
    for place, marker, _, end in _episodes(setting):
        inside[place, marker : end + AFTERWARDS] = True
    return inside


def _episodes(setting: Setting) -> Iterator[tuple[int, int, int, int]]:
    """Location, and the days on which the marker falls, the outcome falls, and all is over."""
    one, start = setting.organisation.truth.episodes, setting.organisation.observable.feedback
    first = int(start.trading_day.min())
    columns = (one.marker_day, one.outcome_day, one.end_day)
    days = ((part - first).tolist() for part in columns)
    yield from zip(one.location.tolist(), *days, strict=True)


JUDGE = Judge(lines=(EARLY, WARNED, FALSE, AHEAD), try_once=try_once)
