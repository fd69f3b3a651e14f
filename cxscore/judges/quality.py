"""Response quality: are planted careless, copied, forged and talked-up answers found."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import NOT_USED, SKIPPED
from cxsim.observable import Observable
from cxstats.bonus import BonusEffect, bonus_effect, talked_up
from cxstats.careless import careless_answers
from cxstats.copies import Arrivals, copies
from cxstats.pace import pace
from cxstats.scores import NOT_ANSWERED
from cxstats.straight import chance_of_straight
from cxstats.suspicion import suspicion, weight_of

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

AREA = "Response quality"
FOUND = Bar(low=0.90)
GAMERS = Line(
    name="quality-gamers",
    area=AREA,
    asks="With 40 answers of each location, how well are those that talk answers up told apart?",
    per="area under the curve",
    bar=FOUND,
    usual="Share of best answers before the bonus date",
)
CARELESS = Line(
    name="quality-careless",
    area=AREA,
    asks="How well are answers ticked in a hurry told apart from honest ones?",
    per="area under the curve",
    bar=FOUND,
    usual="Time for the whole form",
)
FORGED = Line(
    name="quality-forged",
    area=AREA,
    asks="How well are forged answers and second copies told apart from honest ones?",
    per="area under the curve",
    bar=FOUND,
    usual="The receipt was used before",
)
FALSE = Line(
    name="quality-false-suspicion",
    area=AREA,
    asks="How many honest answers are made to count less?",
    per="share of honest answers",
    bar=Bar(high=0.01),
    usual="More than two standard deviations faster than the mean",
    larger_is_better=False,
)
TRUE = Line(
    name="quality-true-suspicion",
    area=AREA,
    asks="Of the answers that are made to count less, how many are truly not what they seem?",
    per="share of answers that count less",
    bar=Bar(low=0.80),
)
ERROR = Line(
    name="quality-score-error",
    area=AREA,
    asks="How far is the average of a spoiled location from that of its honest answers?",
    per="points of the 0 to 10 scale, root mean square",
    bar=Bar(high=0.8, against=Against.USUAL_RATIO),
    usual="All answers count in full",
    percent=False,
    larger_is_better=False,
)
ANSWERS = 40
# The bonus is due at the end of a quarter; nobody tells for how many days before it is talked up.
NEAR_DAYS = 10
NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of an organisation as a reader of its files has them."""

    place: Integers
    minute: Integers
    near: Flags
    scores: NDArray[np.int16]  # the ratings and overall, on one scale
    recommend: Integers  # negative where there is none
    receipt: Integers
    device: Integers
    seconds: Floats
    form: Integers
    g: int

    def take(self, rows: Integers) -> "Sample":
        parts = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name != "g"
        }
        return replace(self, **parts)

    @property
    def best(self) -> Flags:
        given = self.scores > NOT_ANSWERED
        top = (self.scores == self.scores.max()).sum(axis=1)
        best: Flags = (self.recommend == 10) & (top >= NEARLY_ALL * given.sum(axis=1))
        return best


def try_once(setting: Setting) -> Iterator[Trial]:
    truth = setting.organisation.truth.quality
    whole, end = _sample(setting.organisation.observable)
    for last in np.unique(end)[1:-1]:
        rows = _latest(whole, np.flatnonzero(end <= last))
        yield _gamers(whole.take(rows), truth.begging)
    effect = _effect(whole)
    ticked = _careless(whole)
    recommend = np.where(whole.recommend < 0, NOT_ANSWERED, whole.recommend)
    scores = np.column_stack([whole.scores, recommend]).astype(np.int16)
    came = copies(Arrivals(whole.place, whole.minute, scores, whole.receipt, whole.device))
    hand_made = suspicion(np.column_stack([came.copied, came.reused, came.forged]))
    up = np.where(whole.near & whole.best, talked_up(effect, whole.place), 0.0)
    doubted = suspicion(np.column_stack([ticked, hand_made, up]))
    seconds: Floats = whole.seconds.sum(axis=1)
    again = (came.reused > 0).astype(np.float64)
    honest, spoiled = truth.honest, truth.duplicated | truth.forged
    either = truth.careless | honest
    by_time = auc(-seconds, truth.careless, either)
    yield Trial(CARELESS.name, auc(ticked, truth.careless, either), by_time)
    either = spoiled | honest
    yield Trial(FORGED.name, auc(hand_made, spoiled, either), auc(again, spoiled, either))
    less = weight_of(doubted) < 1
    too_fast = seconds < seconds.mean() - 2 * seconds.std()
    yield Trial(FALSE.name, float(less[honest].mean()), float(too_fast[honest].mean()))
    yield Trial(TRUE.name, float((~honest)[less].mean()), weight=float(less.sum()))
    yield _error(whole, weight_of(doubted), honest, truth.begging | truth.forging)


def auc(score: Floats, true: Flags, among: Flags) -> float:
    """Chance that a planted case has the higher score; ties count half."""
    ranks, truth = stats.rankdata(score[among]), true[among]
    n = int(truth.sum())
    return float((ranks[truth].sum() - n * (n + 1) / 2) / (n * (len(truth) - n)))


def _sample(observable: Observable) -> tuple[Sample, Integers]:
    """All rows, and the day after the end of each row's quarter."""
    feedback = observable.feedback
    scores = np.column_stack([feedback.ratings, feedback.overall]).astype(np.int16)
    scores[(scores == NOT_USED) | (scores == SKIPPED)] = NOT_ANSWERED
    day = (feedback.trading_day - 719_163).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    end = (month + (3 - month.astype(np.int64) % 3)).astype("datetime64[D]")
    code = {place.code: number for number, place in enumerate(observable.locations)}
    written = np.array([len(text) for text in feedback.comment])
    sample = Sample(
        place=np.array([code[one] for one in feedback.location_code]),
        minute=feedback.submitted_at.astype("datetime64[m]").astype(np.int64),
        near=(end - day).astype(np.int64) <= NEAR_DAYS,
        scores=scores,
        recommend=feedback.recommend.astype(np.int64),
        receipt=_codes(feedback.receipt),
        device=_codes(feedback.device),
        seconds=feedback.page_seconds,
        form=np.digitize(written, [1, 40, 80, 120]),
        g=len(observable.locations),
    )
    return sample, end.astype(np.int64)


def _codes(texts: list[str]) -> Integers:
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) if text else -1 for text in texts])


def _latest(sample: Sample, rows: Integers) -> Integers:
    """The newest forty of these rows at each location."""
    order = rows[np.lexsort((-sample.minute[rows], sample.place[rows]))]
    place = sample.place[order]
    rank = np.arange(len(order)) - np.searchsorted(place, place)
    return order[rank < ANSWERS]


def _effect(sample: Sample) -> BonusEffect:
    def count(rows: Flags) -> Integers:
        return np.bincount(sample.place[rows], minlength=sample.g)

    near, best = sample.near, sample.best
    return bonus_effect(count(near & best), count(near), count(~near & best), count(~near))


def _gamers(sample: Sample, begging: Flags) -> Trial:
    effect = _effect(sample)
    near, best = sample.near, sample.best
    n = np.bincount(sample.place[near], minlength=sample.g)
    top = np.bincount(sample.place[near & best], minlength=sample.g)
    seen = np.ones(sample.g, dtype=np.bool_)
    usual = auc(top / np.maximum(n, 1), begging, seen)
    return Trial(GAMERS.name, auc(effect.probability, begging, seen), usual)


def _careless(sample: Sample) -> Floats:
    chance = chance_of_straight(sample.scores, 1, 5)
    return careless_answers(chance, pace(sample.seconds, sample.form)).probability


def _error(sample: Sample, weight: Floats, honest: Flags, spoiled: Flags) -> Trial:
    given = sample.recommend >= 0

    def mean(w: Floats) -> Floats:
        place, w = sample.place[given], w[given]
        total = np.bincount(place, w * sample.recommend[given], sample.g)
        return np.asarray(total / np.bincount(place, w, sample.g))[spoiled]

    truth = mean(honest.astype(np.float64))

    def error(w: Floats) -> float:
        return float(np.sqrt(np.mean((mean(w) - truth) ** 2)))

    return Trial(ERROR.name, error(weight), error(np.ones(len(weight))), weight=int(spoiled.sum()))


JUDGE = Judge(lines=(GAMERS, CARELESS, FORGED, FALSE, TRUE, ERROR), try_once=try_once)
