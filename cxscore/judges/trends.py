"""Change points of locations, and bursts of counts."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim import generate
from cxsim.answers import SKIPPED
from cxsim.simulation import Simulated
from cxstats.bursts import bursts
from cxstats.change_points import ChangePoints, change_points

Floats = NDArray[np.float64]
AREA = "Trends"
# The preset's own changes are smaller than anybody could find with one or two answers a day.
SIZE, SHARE = (0.8, 1.6), 0.2
RATE = 0.10
STATED, DAYS, SERIES = 0.25, 26 * 7, 60
FALSE = Line(
    name="change-point-false",
    area=AREA,
    asks="Of the locations whose score is said to have changed for good, how many did not change?",
    per="share of locations called changed",
    bar=Bar(high=RATE),
    usual="The last four weeks against the four before, Welch's test at 5%, every four weeks",
    larger_is_better=False,
)
FOUND = Line(
    name="change-point-found",
    area=AREA,
    asks="How many locations that changed by about a point of ten are found?",
    per="share of locations that changed",
    bar=Bar(low=0.75, against=Against.ORACLE_RATIO),
    usual="The last four weeks against the four before, Welch's test at 5%, every four weeks",
    oracle="A test that knows the day of the change and the true variance, held to the same rate",
)
DAY = Line(
    name="change-point-day",
    area=AREA,
    asks="How often does the 95% interval of the day of a change hold the true day?",
    per="share of changes found",
    bar=Bar(low=0.90),
)
ALARMS = Line(
    name="burst-false",
    area=AREA,
    asks="How many false alarms a week come up where 0.25 are stated and nothing happened?",
    per="false alarms a week in each series of hourly counts",
    bar=Bar(high=STATED),
    usual="Three standard deviations above the mean of four weeks",
    percent=False,
    larger_is_better=False,
)
BURST = Line(
    name="burst-found",
    area=AREA,
    asks="How many bursts to four times the usual are told within three hours?",
    per="share of bursts",
    bar=Bar(low=0.90, against=Against.ORACLE_RATIO),
    oracle="The true level, season and spread, at the same stated rate",
)


def try_once(setting: Setting) -> Iterator[Trial]:
    """Judge change points on an organisation with larger changes, bursts on made-up counts."""
    config = setting.config
    larger = replace(config, changes=replace(config.changes, share=SHARE, size=SIZE))
    yield from _changes(generate(larger, setting.seed))
    yield from _bursts(setting.rng("bursts"))


def _changes(made: Simulated) -> Iterator[Trial]:
    truth = made.truth
    n, total, squares, first = _daily(made)
    weekday = (first - 1 + np.arange(n.shape[1])) % 7
    found = change_points(n, total, squares, weekday=weekday)
    changed = truth.changes.location >= 0
    day = dict(
        zip(
            truth.changes.location[changed].tolist(),
            (truth.changes.day[changed] - first).tolist(),
            strict=True,
        )
    )
    moved = np.zeros(len(n), dtype=bool)
    moved[list(day)] = True
    # Who drifts or had an episode did change for a while; neither a hit nor a false alarm.
    unclear = (truth.trend != 0).any(axis=1)
    unclear[truth.episodes.location] = True
    unclear &= ~moved
    called = np.array([bool(one) for one in found.places]) & ~unclear
    usual = _usual(n, total, squares) & ~unclear
    if called.any():
        false = float((called & ~moved).sum() / called.sum())
        usual_false = float((usual & ~moved).sum() / max(usual.sum(), 1))
        yield Trial(FALSE.name, false, usual_false, weight=float(called.sum()))
    oracle = _oracle(n, total, squares, day)
    yield Trial(
        FOUND.name,
        float(called[moved].mean()),
        float(usual[moved].mean()),
        float(oracle[moved].mean()),
        weight=float(moved.sum()),
    )
    yield from _days(found, day)


def _days(found: ChangePoints, day: dict[int, int]) -> Iterator[Trial]:
    held = []
    for place, true in day.items():
        steps = found.places[place]
        if steps:
            nearest = min(steps, key=lambda step: abs(step.day - true))
            held.append(nearest.first <= true <= nearest.last)
    if held:
        yield Trial(DAY.name, float(np.mean(held)), weight=len(held))


def _daily(made: Simulated) -> tuple[Floats, Floats, Floats, int]:
    """Sums of the recommendation by location and trading day; the first day's ordinal."""
    feedback = made.observable.feedback
    places = {place.code: i for i, place in enumerate(made.observable.locations)}
    at = np.array([places[code] for code in feedback.location_code])
    first = int(feedback.trading_day.min())
    days = int(feedback.trading_day.max()) - first + 1
    answered = feedback.recommend != SKIPPED
    cell = (at * days + feedback.trading_day - first)[answered]
    score = feedback.recommend[answered].astype(np.float64)
    shape = (len(places), days)
    size = len(places) * days
    n, total, squares = (
        np.bincount(cell, weight, size).reshape(shape).astype(np.float64)
        for weight in (np.ones(len(cell)), score, score**2)
    )
    return n, total, squares, first


def _usual(n: Floats, total: Floats, squares: Floats) -> NDArray[np.bool_]:
    """Whether any four weeks differ from the four before, each place and time by itself."""
    called = np.zeros(len(n), dtype=bool)
    for middle in range(28, n.shape[1] - 27, 28):
        before, after = slice(middle - 28, middle), slice(middle, middle + 28)
        called |= _differ(
            *(
                (n[:, part].sum(1), total[:, part].sum(1), squares[:, part].sum(1))
                for part in (before, after)
            )
        )
    return called


def _differ(one: tuple[Floats, ...], two: tuple[Floats, ...]) -> NDArray[np.bool_]:
    (n1, t1, s1), (n2, t2, s2) = one, two
    with np.errstate(divide="ignore", invalid="ignore"):
        v1, v2 = ((s - t**2 / n) / (n - 1) / n for n, t, s in ((n1, t1, s1), (n2, t2, s2)))
        degrees = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
        z = np.abs(t1 / n1 - t2 / n2) / np.sqrt(v1 + v2)
        p = 2 * stats.t.sf(z, degrees)
    return np.nan_to_num(p, nan=1.0) < 0.05


def _oracle(n: Floats, total: Floats, squares: Floats, day: dict[int, int]) -> NDArray[np.bool_]:
    """A test at the true day. All who changed are chosen at the p value that 10% allow them."""
    called = np.zeros(len(n), dtype=bool)
    variance = float((squares.sum() - (total.sum(1) ** 2 / n.sum(1)).sum()) / n.sum())
    limit = RATE * len(day) / len(n)
    for place, at in day.items():
        n1, n2 = n[place, :at].sum(), n[place, at:].sum()
        if min(n1, n2) > 0:
            distance = total[place, :at].sum() / n1 - total[place, at:].sum() / n2
            z = abs(distance) / np.sqrt(variance * (1 / n1 + 1 / n2))
            called[place] = 2 * stats.norm.sf(z) < limit
    return called


def _bursts(rng: np.random.Generator) -> Iterator[Trial]:
    """Hourly negative-binomial counts with a course of day and week; in half a burst a month."""
    step = np.arange(DAYS * 24)
    season = 1 + 0.6 * np.sin(2 * np.pi * (step / 24 - 0.3))
    season = season * np.where((step // 24) % 7 > 4, 0.6, 1.1)
    level = rng.uniform(1, 30, (SERIES, 1)) * season
    spread = rng.uniform(0.05, 0.3, (SERIES, 1))
    places = np.arange(60 * 24, len(step) - 24, 30 * 24)
    at = places + rng.integers(0, 20 * 24, (SERIES // 2, len(places)))
    at = np.minimum(at, len(step) - 24)
    height = np.ones_like(level)
    for row, starts in enumerate(at):
        for start in starts:
            height[row, start : start + 6] = 4.0
    size = 1 / spread
    counts = rng.negative_binomial(size, size / (size + level * height)).astype(np.float64)
    quiet = counts[SERIES // 2 :]
    known = slice(60 * 24, None)
    weeks = quiet[:, known].size / (7 * 24)
    alarm = bursts(counts, per_day=24, false_alarms=STATED).alarm
    yield Trial(
        ALARMS.name,
        float(alarm[SERIES // 2 :, known].sum() / weeks),
        float(_three_sd(quiet)[:, known].sum() / weeks),
        weight=weeks,
    )
    tail = stats.nbinom.sf(counts - 1, size, size / (size + level))
    true = np.asarray(tail <= STATED / (7 * 24))
    hits = [
        alarm[row, start : start + 3].any() for row, starts in enumerate(at) for start in starts
    ]
    best = [true[row, start : start + 3].any() for row, starts in enumerate(at) for start in starts]
    yield Trial(BURST.name, float(np.mean(hits)), oracle=float(np.mean(best)), weight=len(hits))


def _three_sd(counts: Floats) -> NDArray[np.bool_]:
    window = 28 * 24
    called = np.zeros(counts.shape, dtype=bool)
    sums, squares = (
        np.cumsum(np.pad(one, ((0, 0), (1, 0))), axis=1) for one in (counts, counts**2)
    )
    at = np.arange(window, counts.shape[1])
    mean = (sums[:, at] - sums[:, at - window]) / window
    spread = np.sqrt(np.maximum((squares[:, at] - squares[:, at - window]) / window - mean**2, 0))
    called[:, at] = counts[:, at] > mean + 3 * spread
    return called


JUDGE = Judge(lines=(FALSE, FOUND, DAY, ALARMS, BURST), try_once=try_once)
