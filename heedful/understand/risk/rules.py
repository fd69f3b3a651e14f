"""What the model looks at, when it is good enough, and what it says of one customer."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KIND = "risk"
DAYS = 365
MOST_ROWS = 60_000
MOST_WORDS = 500
# A word of fewer comments says too little, and might name somebody.
FEWEST_COMMENTS = 20
FEWEST_UNHAPPY = 60
THRESHOLD = 0.5
# Good enough: with 95% confidence at least half of the alarms are right, and twice as many as by
# chance, and some tenth of the unhappy are found.
LEAST_PRECISION, LEAST_LIFT, LEAST_RECALL = 0.5, 2.0, 0.1
# Learned from the oldest, calibrated on the next, tried out on the newest.
LEARNED, CALIBRATED = 0.6, 0.75
MOST_REASONS = 3
# What raises the odds by less than a third is no reason worth reading.
LEAST_WEIGHT = 0.29

_WORD = re.compile(r"[^\W\d_]{3,24}")
# A capital letter where no sentence begins.
_NAMED = re.compile(r"(?<=[^\s.!?:;\"“„»«(]\s)[^\W\d_a-z][^\W\d_]{2,23}")
# A word that is written so this often is taken for a name.
MOSTLY_NAMED = 0.5


def unhappy_mark(*, low: int, high: int, recommend: bool) -> float:
    """The highest unhappy answer: 6 of 10 by the published band, else two fifths of the scale."""
    return low + 6 if recommend else low + 0.4 * (high - low)


@dataclass(frozen=True, slots=True)
class Share:
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ItemWeight:
    """A rated item: its mean and its weight for each step of the scale, from 0 to 1."""

    code: str
    label: str
    mean: float
    weight: float


@dataclass(frozen=True, slots=True)
class RiskModel:
    """A model as a study keeps it, with what it did on answers that it had not seen."""

    intercept: float
    words: Mapping[str, float]
    items: Sequence[ItemWeight]
    slope: float
    shift: float
    tested: int
    unhappy: int
    alarms: int
    precision: Share
    recall: Share
    auc: float | None
    good: bool


def words_in(comment: str) -> set[str]:
    """The words of a comment, each once."""
    return set(_WORD.findall(comment.lower()))


def vocabulary(comments: Sequence[str]) -> list[str]:
    """The words that enough comments have, the most frequent first.

    What is mostly written like a name is left out, since nobody of the staff is judged by what
    customers write. In German that leaves nouns out too.
    """
    counts = Counter(word for comment in comments for word in words_in(comment))
    named = Counter(
        word for comment in comments for word in {n.lower() for n in _NAMED.findall(comment)}
    )
    often = [
        (n, word)
        for word, n in counts.items()
        if n >= FEWEST_COMMENTS and named[word] < MOSTLY_NAMED * n
    ]
    return [word for _n, word in sorted(often, key=lambda pair: (-pair[0], pair[1]))[:MOST_WORDS]]


def is_good(*, unhappy: int, tested: int, precision: Share, recall: Share) -> bool:
    """Whether alarms by this model may call people."""
    if not tested or precision.low is None or recall.low is None or unhappy < FEWEST_UNHAPPY // 2:
        return False
    by_chance = unhappy / tested
    enough = max(LEAST_PRECISION, LEAST_LIFT * by_chance)
    return precision.low >= min(enough, 0.9) and recall.low >= LEAST_RECALL


def risk_of(
    model: RiskModel, *, parts: Mapping[str, float], comment: str
) -> tuple[float, list[tuple[str, float]]]:
    """The calibrated risk of one customer, and what speaks most for it.

    `parts` are the rated items by code, from 0 (worst) to 1 (best); an item that was not answered
    says nothing.
    """
    said = [
        (item.label, (parts[item.code] - item.mean) * item.weight)
        for item in model.items
        if item.code in parts
    ]
    said += [(word, model.words[word]) for word in words_in(comment) if word in model.words]
    odds = model.slope * (model.intercept + sum(weight for _, weight in said)) + model.shift
    for_it = sorted((one for one in said if one[1] > LEAST_WEIGHT), key=lambda one: -one[1])
    return 1 / (1 + math.exp(-max(min(odds, 35.0), -35.0))), for_it[:MOST_REASONS]
