"""Marks in a list: how often one is set where nothing differs, and how many true ones are found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import SKIPPED
from cxstats.change import beside_the_rest
from cxstats.discovery import benjamini_hochberg
from cxstats.histograms import Moments
from cxstats.pooling import nested_intercepts

AREA = "Marks"
RATE, FEWEST = 0.10, 10
PLACES = 20  # shown together in a list
USUAL = "Welch's test of each place at 5%"
FALSE = Line(
    name="mark-false",
    area=AREA,
    asks="All places are alike: how many lists of twenty mark one as above or below all the same?",
    per="share of lists",
    bar=Bar(high=RATE),
    usual=USUAL,
    larger_is_better=False,
)
WRONG = Line(
    name="mark-wrong",
    area=AREA,
    asks="Places differ as they do: how many marks point to the wrong side of the others?",
    per="share of marks, 30 answers each",
    bar=Bar(high=RATE),
    usual=USUAL,
    larger_is_better=False,
)
FOUND = Line(
    name="mark-found",
    area=AREA,
    asks="A fifth of the places are lower by half a point in ten: how many of them are marked?",
    per="share of places, 200 answers each",
    bar=Bar(low=0.9, against=Against.ORACLE_RATIO),
    oracle="The same rule with the true variance of each place",
)
GROUP_FALSE = Line(
    name="group-mark-false",
    area=AREA,
    asks="All locations are alike: how many organisations have one marked beside its group?",
    per="share of organisations",
    bar=Bar(high=RATE),
    usual="Each location's own average against its group's, at 5%",
    larger_is_better=False,
)
GROUP_WRONG = Line(
    name="group-mark-wrong",
    area=AREA,
    asks="Locations differ as they do: how many marks point to the wrong side of the group?",
    per="share of marks, 90 answers each",
    bar=Bar(high=RATE),
    usual="Each location's own average against its group's, at 5%",
    larger_is_better=False,
)
# Numbers of answers of the places of a list; small and large ones stand side by side.
SIZES = (10, 20, 60, 200)
LISTS, ORGANISATIONS = 40, 10
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """Scores by location, and the group of each."""

    places: Sequence[Floats]
    area: NDArray[np.intp]

    @property
    def all(self) -> Floats:
        return np.concatenate(self.places)


def try_once(setting: Setting) -> Iterator[Trial]:
    """Answers are those of a simulated organisation, dealt out anew where all shall be alike."""
    rng, answers = setting.rng("marks"), _answers(setting)
    lists = [_alike(answers.all, rng) for _ in range(1 if setting.small else LISTS)]
    yield _share(FALSE, lists)
    yield from _differing(answers.places, rng)
    yield _power(answers, rng)
    times = 1 if setting.small else ORGANISATIONS
    yield _share(GROUP_FALSE, [_alike_in_groups(answers, rng) for _ in range(times)])
    yield from _differing_in_groups(answers, rng)


def _share(line: Line, found: Sequence[tuple[bool, bool]]) -> Trial:
    ours, usual = np.mean(found, axis=0).tolist()
    return Trial(line.name, ours, usual, weight=len(found))


def _answers(setting: Setting) -> Answers:
    feedback = setting.organisation.observable.feedback
    places = setting.organisation.observable.locations
    code = {place.code: number for number, place in enumerate(places)}
    areas = sorted({place.area for place in places})
    answered = feedback.recommend != SKIPPED
    at = np.array([code[one] for one in feedback.location_code])[answered]
    score = feedback.recommend[answered].astype(np.float64)
    return Answers(
        [score[at == number] for number in range(len(places))],
        np.array([areas.index(place.area) for place in places], dtype=np.intp),
    )


def _alike(pool: Floats, rng: np.random.Generator) -> tuple[bool, bool]:
    sizes = rng.choice(SIZES, PLACES)
    dealt = np.split(rng.permutation(pool)[: sizes.sum()], np.cumsum(sizes)[:-1])
    groups = moments_of(dealt)
    return bool(marks(groups).any()), bool((_welch(groups) < 0.05).any())


def _differing(places: Sequence[Floats], rng: np.random.Generator) -> Iterator[Trial]:
    """The truth of a place is the average of all its answers, of which thirty are seen."""
    n = 30
    ours, usual = np.zeros(2), np.zeros(2)
    order = [places[i] for i in rng.permutation(len(places)) if len(places[i]) > n]
    for start in range(0, len(order) - PLACES + 1, PLACES):
        shown = order[start : start + PLACES]
        truth = np.array([one.mean() for one in shown])
        away = truth - (truth.sum() - truth) / (PLACES - 1)
        groups = moments_of([rng.permutation(one)[:n] for one in shown])
        change = beside_the_rest(groups)
        differs = np.sign(change.difference) != np.sign(away)
        for counted, marked in ((ours, marks(groups)), (usual, _welch(groups) < 0.05)):
            counted[:] += (marked & differs).sum(), marked.sum()
    if ours[1] and usual[1]:
        share, theirs = (float(one[0] / one[1]) for one in (ours, usual))
        yield Trial(WRONG.name, share, theirs, weight=float(ours[1]))


def _power(answers: Answers, rng: np.random.Generator) -> Trial:
    n, fallen = 200, PLACES // 5
    dealt = rng.permutation(answers.all)[: n * PLACES].reshape(PLACES, n)
    dealt[:fallen] -= 0.5
    sd = answers.all.std()
    rest = (dealt.sum() - dealt.sum(axis=1)) / (n * (PLACES - 1))
    z = (dealt.mean(axis=1) - rest) / (sd * np.sqrt(1 / n + 1 / (n * (PLACES - 1))))
    oracle = benjamini_hochberg(2 * stats.norm.sf(np.abs(z)), RATE).rejected
    found = marks(moments_of(list(dealt)))[:fallen].mean()
    return Trial(FOUND.name, float(found), oracle=float(oracle[:fallen].mean()), weight=fallen)


def _alike_in_groups(answers: Answers, rng: np.random.Generator) -> tuple[bool, bool]:
    """Locations are pulled toward their group; beside it each is marked by what is left."""
    sizes = rng.choice(SIZES, len(answers.places))
    dealt = np.split(rng.choice(answers.all, sizes.sum()), np.cumsum(sizes)[:-1])
    ours, usual = _beside_groups(moments_of(dealt), answers.area)
    return bool(ours.any()), bool(usual.any())


def _differing_in_groups(answers: Answers, rng: np.random.Generator) -> Iterator[Trial]:
    """The truth of a location is the average of all its answers, of which ninety are seen."""
    n = 90
    truth = np.array([one.mean() for one in answers.places])
    among = np.bincount(answers.area, truth) / np.bincount(answers.area)
    away = np.sign(truth - among[answers.area])
    groups = moments_of([rng.permutation(one)[:n] for one in answers.places])
    ours, usual = _beside_groups(groups, answers.area)
    if ours.any() and usual.any():
        share, theirs = (float((one != away)[one != 0].mean()) for one in (ours, usual))
        yield Trial(GROUP_WRONG.name, share, theirs, weight=float(np.count_nonzero(ours)))


def _beside_groups(groups: Moments, area: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Marks of locations beside their group, 1 above and -1 below: ours, and the usual way's."""
    pooled = nested_intercepts(groups.n, groups.total, groups.squares, area)
    away = pooled.value - pooled.parent_value[area]
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.norm.sf(np.abs(away) / pooled.se)
    ours = np.where(benjamini_hochberg(p, RATE).rejected, np.sign(away), 0.0)
    above = np.bincount(area, groups.total) / np.bincount(area, groups.n)
    own = groups.total / groups.n - above[area]
    t = np.abs(own) / np.sqrt(_variance(groups) / groups.n)
    usual = np.where(2 * stats.t.sf(t, groups.n - 1) < 0.05, np.sign(own), 0.0)
    return ours, usual


def moments_of(parts: Sequence[Floats]) -> Moments:
    """Sums of the answers of each place."""
    n = np.array([len(part) for part in parts], dtype=np.float64)
    total = np.array([part.sum() for part in parts])
    return Moments(n, total, np.array([(part**2).sum() for part in parts]))


def marks(groups: Moments) -> NDArray[np.bool_]:
    """Which places of a list the product marks as above or below the others."""
    return benjamini_hochberg(beside_the_rest(groups, fewest=FEWEST).p, RATE).rejected


def _welch(groups: Moments) -> Floats:
    """Test each place beside the others by itself, as is usual."""
    rest = Moments(*(one.sum() - one for one in (groups.n, groups.total, groups.squares)))
    errors = np.stack([_variance(one) / one.n for one in (groups, rest)])
    sizes = np.stack([groups.n, rest.n])
    degrees = errors.sum(axis=0) ** 2 / (errors**2 / (sizes - 1)).sum(axis=0)
    distance = groups.total / groups.n - rest.total / rest.n
    return np.asarray(2 * stats.t.sf(np.abs(distance) / np.sqrt(errors.sum(axis=0)), degrees))


def _variance(sums: Moments) -> Floats:
    return np.maximum(sums.squares - sums.total**2 / sums.n, 1e-12) / (sums.n - 1)


JUDGE = Judge(lines=(FALSE, WRONG, FOUND, GROUP_FALSE, GROUP_WRONG), try_once=try_once)
