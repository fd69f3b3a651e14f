"""Looks at answers for what careful people do not do. Arrays only: no database, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.bonus import BonusEffect, bonus_effect, talked_up
from cxstats.careless import careless_answers
from cxstats.copies import Arrivals, Copies, copies
from cxstats.discovery import benjamini_hochberg
from cxstats.pace import pace
from cxstats.scores import NOT_ANSWERED
from cxstats.straight import chance_of_straight
from cxstats.suspicion import suspicion, weight_of
from heedful.understand.metrics.rules import FALSE_DISCOVERY_RATE
from heedful.understand.metrics.series import RatedItem
from heedful.understand.quality.polarity import polarity
from heedful.understand.quality.rules import (
    MISMATCH,
    MONTH_DAYS,
    NEARLY_ALL,
    QUARTER_DAYS,
    SUSPECTED,
    Calendar,
    Reason,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Scores = NDArray[np.int16]
FEWEST_ALIKE = 4
# Comments of these lengths take different times to write.
LENGTHS = (1, 40, 80, 120, 200)


@dataclass(frozen=True, slots=True)
class Answers:
    """Rows as columns of equal length; `scores` (n, k) by slot."""

    scores: Scores
    at: Integers
    days: Integers
    minutes: Integers  # on one clock for each place
    version: Integers
    comments: Sequence[str]
    languages: Sequence[str]
    seconds: Floats
    receipts: Integers
    devices: Integers
    places: int


@dataclass(frozen=True, slots=True)
class Found:
    """`reasons` (n, r) in the order of `Reason`; the rest for each row or place."""

    reasons: Floats
    weight: Floats
    calendar: Calendar
    effect: BonusEffect
    best_near: Integers
    best_far: Integers
    suspected: Flags
    forged: Integers


def look(answers: Answers, items: Sequence[RatedItem], outcome: int) -> Found:
    """Weigh every reason for every row."""
    came = _came(answers)
    calendar, near, effect, best = _bonus(answers, items, outcome)
    forged = np.bincount(answers.at[came.forged >= SUSPECTED], minlength=answers.places)
    # Two calendars were tried, so each may bring half of the false alarms.
    talks = benjamini_hochberg(effect.p, FALSE_DISCOVERY_RATE / 2).rejected
    talks &= effect.probability >= SUSPECTED
    here = talked_up(effect, answers.at) * talks[answers.at]
    by_reason = {
        Reason.TALKED_UP: np.where(near & best, here, 0.0),
        Reason.BURST: came.forged,
        Reason.RECEIPT: came.reused,
        Reason.COPIED: came.copied,
        Reason.CARELESS: _careless(answers, items),
        Reason.MISMATCH: _mismatch(answers, items[outcome], outcome),
    }
    reasons = np.column_stack([by_reason[reason] for reason in Reason])
    # Words against numbers are told beside other reasons and are none by themselves.
    counted = reasons[:, [reason != Reason.MISMATCH for reason in Reason]]
    return Found(
        reasons=reasons,
        weight=weight_of(suspicion(counted)),
        calendar=calendar,
        effect=effect,
        best_near=_count(answers, near & best),
        best_far=_count(answers, ~near & best),
        suspected=talks | (forged >= 3),
        forged=forged,
    )


def _came(answers: Answers) -> Copies:
    return copies(
        Arrivals(answers.at, answers.minutes, answers.scores, answers.receipts, answers.devices)
    )


def alike(items: Sequence[RatedItem]) -> list[int]:
    """The slots of the scale that most questions share: where one column can be ticked."""
    scales = [(item.low, item.high) for item in items]
    common = max(sorted(set(scales)), key=scales.count)
    return [slot for slot, scale in enumerate(scales) if scale == common]


def _careless(answers: Answers, items: Sequence[RatedItem]) -> Floats:
    slots = alike(items)
    lengths = np.digitize([len(text) for text in answers.comments], LENGTHS)
    speed = pace(answers.seconds, answers.version * (len(LENGTHS) + 1) + lengths)
    if len(slots) < FEWEST_ALIKE:
        chance = np.full(len(answers.at), np.nan)
    else:
        first = items[slots[0]]
        chance = chance_of_straight(answers.scores[:, slots], first.low, first.high)
    return careless_answers(chance, speed).probability


def _mismatch(answers: Answers, item: RatedItem, outcome: int) -> Floats:
    told = zip(answers.comments, answers.languages, strict=True)
    words = np.array([polarity(*one) if one[0] else 0 for one in told], dtype=np.int64)
    score = answers.scores[:, outcome]
    level = (score.astype(np.float64) - item.low) / max(item.high - item.low, 1)
    against = ((level >= 0.9) & (words < 0)) | ((level <= 0.3) & (words > 0))
    return np.where(against & (score > NOT_ANSWERED), MISMATCH, 0.0)


def _bonus(
    answers: Answers, items: Sequence[RatedItem], outcome: int
) -> tuple[Calendar, Flags, BonusEffect, Flags]:
    """Compare both calendars and take the one by which more looks talked up."""
    best = _best(answers, items, outcome)
    tried = []
    for calendar, near in _near(answers.days).items():
        effect = bonus_effect(
            _count(answers, near & best),
            _count(answers, near),
            _count(answers, ~near & best),
            _count(answers, ~near),
        )
        tried.append((int(effect.suspected.sum()), calendar, near, effect))
    _, calendar, near, effect = max(tried, key=lambda one: one[0])
    return calendar, near, effect, best


def _best(answers: Answers, items: Sequence[RatedItem], outcome: int) -> Flags:
    """The best of everything, but for a few."""
    given = answers.scores > NOT_ANSWERED
    top = answers.scores == np.array([item.high for item in items], dtype=np.int16)
    enough = (top & given).sum(axis=1) >= NEARLY_ALL * given.sum(axis=1)
    best: Flags = top[:, outcome] & given[:, outcome] & enough
    return best


def _near(days: Integers) -> dict[Calendar, Flags]:
    """Whether a bonus may be due soon after each day, by calendar."""
    distinct, where = np.unique(days, return_inverse=True)
    left = [_days_left(date.fromordinal(day)) for day in distinct.tolist()]
    quarter = np.array([q for q, _ in left], dtype=np.int64)[where.reshape(-1)]
    month = np.array([m for _, m in left], dtype=np.int64)[where.reshape(-1)]
    return {Calendar.QUARTER: quarter <= QUARTER_DAYS, Calendar.MONTH: month <= MONTH_DAYS}


def _days_left(day: date) -> tuple[int, int]:
    """Days until the first day of the next quarter and of the next month."""
    quarter, month = 3 - (day.month - 1) % 3, 1
    return (_first_after(day, quarter) - day).days, (_first_after(day, month) - day).days


def _first_after(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _count(answers: Answers, rows: Flags) -> Integers:
    return np.bincount(answers.at[rows], minlength=answers.places)
