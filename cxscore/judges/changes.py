"""Changes: how often one is called where nothing changed, and how many real ones are found."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import SKIPPED
from cxstats.change import change_between
from cxstats.discovery import benjamini_hochberg
from cxstats.histograms import Moments

AREA = "Changes"
RATE, FEWEST = 0.10, 10
PLACES = 20  # shown together on a page
USUAL = "Welch's test of each place at 5%"
FALSE = Line(
    name="change-false",
    area=AREA,
    asks="Nothing changed: how many pages of twenty places show a change all the same?",
    per="share of pages",
    bar=Bar(high=RATE),
    usual=USUAL,
    larger_is_better=False,
)
FOUND = Line(
    name="change-found",
    area=AREA,
    asks="A fifth of the places got worse by one point in ten: how many of them are found?",
    per="share of places, 120 answers in each period",
    bar=Bar(low=0.9, against=Against.ORACLE_RATIO),
    oracle="The same rule with the true variance of each place",
)
NULL_SIZES = ((10, 10), (20, 60), (60, 20), (60, 60))
# The answers are put in so many random orders: the share is near its bar, and must not be chance.
ORDERS = 10
Floats = NDArray[np.float64]


def try_once(setting: Setting) -> Iterator[Trial]:
    """Two periods are made of each location's answers in random order, so that nothing differs."""
    rng = setting.rng("changes")
    by_place = _answers_by_place(setting)
    false: list[bool] = []
    usual: list[bool] = []
    for before, after in NULL_SIZES * (1 if setting.small else ORDERS):
        places = [rng.permutation(one) for one in by_place if len(one) >= before + after]
        for page in range(len(places) // PLACES):
            shown = places[page * PLACES : (page + 1) * PLACES]
            earlier = _moments([one[:before] for one in shown])
            later = _moments([one[before : before + after] for one in shown])
            false.append(bool(_called(earlier, later).any()))
            usual.append(bool((_welch(earlier, later) < 0.05).any()))
    yield Trial(FALSE.name, float(np.mean(false)), float(np.mean(usual)), weight=len(false))
    yield from _power(by_place, rng)


def _power(by_place: list[Floats], rng: np.random.Generator) -> Iterator[Trial]:
    n, fallen = 120, PLACES // 5
    places = [rng.permutation(one) for one in by_place if len(one) >= 2 * n]
    for page in range(len(places) // PLACES):
        shown = places[page * PLACES : (page + 1) * PLACES]
        earlier = [one[:n] for one in shown]
        later = [one[n : 2 * n] - 1.0 * (place < fallen) for place, one in enumerate(shown)]
        found = _called(_moments(earlier), _moments(later))[:fallen].mean()
        oracle = _oracle(earlier, later, [float(one.var()) for one in shown])[:fallen].mean()
        yield Trial(FOUND.name, float(found), oracle=float(oracle), weight=fallen)


def _answers_by_place(setting: Setting) -> list[Floats]:
    feedback = setting.organisation.observable.feedback
    answered = feedback.recommend != SKIPPED
    codes = np.array(feedback.location_code)[answered]
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(np.unique(codes[order], return_inverse=True)[1])) + 1
    return np.split(feedback.recommend[answered][order].astype(np.float64), cuts)


def _moments(parts: list[Floats]) -> Moments:
    n = np.array([len(part) for part in parts], dtype=np.float64)
    total = np.array([part.sum() for part in parts])
    squares = np.array([(part**2).sum() for part in parts])
    return Moments(n, total, squares)


def _called(earlier: Moments, later: Moments) -> NDArray[np.bool_]:
    change = change_between(earlier, later, fewest=FEWEST)
    return benjamini_hochberg(change.p, RATE).rejected


def _welch(earlier: Moments, later: Moments) -> Floats:
    """Test each place by itself, as is usual."""
    errors = np.stack([_variance(one) / one.n for one in (earlier, later)])
    sizes = np.stack([earlier.n, later.n])
    degrees = errors.sum(axis=0) ** 2 / (errors**2 / (sizes - 1)).sum(axis=0)
    distance = later.total / later.n - earlier.total / earlier.n
    return np.asarray(2 * stats.t.sf(np.abs(distance) / np.sqrt(errors.sum(axis=0)), degrees))


def _variance(sums: Moments) -> Floats:
    return np.maximum(sums.squares - sums.total**2 / sums.n, 1e-12) / (sums.n - 1)


def _oracle(earlier: list[Floats], later: list[Floats], variance: list[float]) -> NDArray[np.bool_]:
    n = np.array([len(one) for one in earlier])
    difference = np.array([b.mean() - a.mean() for a, b in zip(earlier, later, strict=True)])
    z = difference / np.sqrt(2 * np.array(variance) / n)
    return benjamini_hochberg(2 * stats.norm.sf(np.abs(z)), RATE).rejected


JUDGE = Judge(lines=(FALSE, FOUND), try_once=try_once)
