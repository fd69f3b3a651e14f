"""The trading week and senior cover in the preset's own chain, whose weeks differ everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxscore.weeks import HEAT_MAP, RATE, tested
from cxsim.answers import SKIPPED
from cxstats.matched import matched_difference
from cxstats.trading_week import TradingWeek, trading_week
from cxstats.week_cells import WeekCells, week_cells

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
AREA = "Trading week"
WRONG = Line(
    name="week-chain",
    area=AREA,
    asks="In a chain whose weeks differ a little everywhere: how many of the shown cells truly lie"
    " on the other side?",
    per="share of shown cells",
    bar=Bar(high=RATE),
    usual=HEAT_MAP,
    larger_is_better=False,
)
SIZE = Line(
    name="week-interval",
    area=AREA,
    asks="How often does the 95% interval of a shown cell hold its true distance?",
    per="share of shown cells",
    bar=Bar(low=0.93),
)
SENIOR = Line(
    name="week-senior",
    area=AREA,
    asks="How often does the 95% interval of what goes with senior cover hold its true effect?",
    per="share of locations",
    bar=Bar(low=0.93, high=0.98),
    usual="Two averages of the location, t test",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of a chain by shift."""

    n: Floats
    total: Floats
    squares: Floats
    location: Indices
    cell: Indices
    day: Indices
    senior: Floats
    shape: tuple[int, int]


def try_once(setting: Setting) -> Iterator[Trial]:
    answers = _answers(setting)
    cells = week_cells(
        answers.n,
        answers.total,
        answers.squares,
        location=answers.location,
        cell=answers.cell,
        shape=answers.shape,
    )
    yield from _week(setting, answers, cells)
    yield _senior(setting, answers, cells)


def _answers(setting: Setting) -> Answers:
    seen = setting.organisation.observable
    feedback, parts = seen.feedback, len(seen.dayparts)
    codes = {place.code: number for number, place in enumerate(seen.locations)}
    place = np.array([codes[code] for code in feedback.location_code])
    first, last = int(seen.roster.day.min()), int(seen.roster.day.max())
    days = last - first + 1
    given = (feedback.recommend != SKIPPED) & (feedback.trading_day <= last)
    shift = ((place * days + feedback.trading_day - first) * parts + feedback.daypart)[given]
    score = feedback.recommend[given].astype(np.float64)
    size = len(seen.locations) * days * parts
    n = np.bincount(shift, minlength=size).astype(np.float64)
    senior = np.zeros(size)
    roster = seen.roster
    senior[(roster.location * days + roster.day - first) * parts + roster.daypart] = roster.senior
    some = np.flatnonzero(n)
    location, rest = np.divmod(some, days * parts)
    day, part = np.divmod(rest, parts)
    return Answers(
        n=n[some],
        total=np.asarray(np.bincount(shift, score, size)[some], dtype=np.float64),
        squares=np.asarray(np.bincount(shift, score**2, size)[some], dtype=np.float64),
        location=location,
        cell=(first + day + 6) % 7 * parts + part,
        day=location * days + day,
        senior=senior[some],
        shape=(len(seen.locations), 7 * parts),
    )


def _week(setting: Setting, answers: Answers, cells: WeekCells) -> Iterator[Trial]:
    truth = setting.organisation.truth.week
    true = truth.deviation.reshape(answers.shape)
    visits = truth.visits.reshape(answers.shape)
    found = trading_week(cells)
    key = answers.location * answers.shape[1] + answers.cell
    usual = tested(answers.n, answers.total, answers.squares, key, answers.shape)
    mean = cells.mean - (cells.mean * cells.n).sum(axis=1, where=cells.n > 0, keepdims=True) / (
        cells.n.sum(axis=1, keepdims=True)
    )
    wrong = [
        float((shown & (np.sign(side) != np.sign(true))).sum() / max(shown.sum(), 1))
        for shown, side in ((found.shown, found.deviation), (usual, mean))
    ]
    yield Trial(WRONG.name, *wrong)
    if found.shown.any():
        held = _held(found, true, visits)[found.shown]
        yield Trial(SIZE.name, float(held.mean()), weight=held.size)


def _held(found: TradingWeek, true: Floats, visits: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether intervals hold the truth; the truth's zero is the average over all visits."""
    known = ~np.isnan(found.deviation)
    share = np.where(known, visits, 0) / np.where(known, visits, 0).sum(axis=1, keepdims=True)
    centre = (share * np.nan_to_num(found.deviation)).sum(axis=1, keepdims=True)
    return np.asarray((found.low - centre <= true) & (true <= found.high - centre))


def _senior(setting: Setting, answers: Answers, cells: WeekCells) -> Trial:
    true = setting.organisation.truth.cover.senior
    mean = answers.total / answers.n
    found = matched_difference(
        mean,
        answers.n,
        answers.senior,
        stratum=answers.location * answers.shape[1] + answers.cell,
        cluster=answers.day,
        group=answers.location,
        shift_ratio=cells.shift_tau2 / cells.sigma2,
    )
    known = np.isfinite(found.value)
    held = (found.low <= true) & (true <= found.high)
    return Trial(
        SENIOR.name,
        float(held[known].mean()),
        _plain(answers, true, known),
        weight=float(known.sum()),
    )


def _plain(answers: Answers, true: Floats, known: NDArray[np.bool_]) -> float:
    """The same by two averages of all answers of a location."""
    size = len(true)
    side = answers.senior > 0
    parts = []
    for chosen in (side, ~side):
        n, total, squares = (
            np.bincount(answers.location[chosen], one[chosen], size)
            for one in (answers.n, answers.total, answers.squares)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total / n
            parts.append((mean, (squares - total * mean) / (n - 1) / n))
    difference = parts[0][0] - parts[1][0]
    half = 1.96 * np.sqrt(parts[0][1] + parts[1][1])
    return float((np.abs(difference - true) <= half)[known].mean())


JUDGE = Judge(lines=(WRONG, SIZE, SENIOR), try_once=try_once)
