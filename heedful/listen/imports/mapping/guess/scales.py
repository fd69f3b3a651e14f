"""Guessing which columns are answers on a scale, and which of their values are codes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from heedful.listen.imports.mapping.guess.facts import NOT_A_RATING, Facts, word_set
from heedful.listen.imports.mapping.model import Item
from heedful.listen.imports.mapping.scores import plain

RECOMMEND_NAMES = word_set("recommend nps netpro promoter likelihood empfehl recomm")
OVERALL_NAMES = word_set("overall satisfaction satisf whole general gesamt experience all")
RATING_NAMES = word_set("rating score stars rate satisfaction grade note")
_NOT_USED = frozenset(("n/a", "na", "not applicable", "not used", "never used", "did not use"))
_NOT_ANSWERED = frozenset(
    (
        *("blank", "-", "none", "null", "no answer", "not answered", "did not answer", "skipped"),
        *("refused", "prefer not to say", "dk", "don't know", "don’t know"),
    )
)
# From the best answer to the worst.
_WORDS = (
    ("very good", "good", "neither good nor poor", "poor", "very poor"),
    ("excellent", "good", "average", "poor", "very poor"),
    ("excellent", "very good", "good", "fair", "poor"),
    ("very satisfied", "satisfied", "neutral", "dissatisfied", "very dissatisfied"),
    ("strongly agree", "agree", "neutral", "disagree", "strongly disagree"),
    ("very likely", "likely", "neutral", "unlikely", "very unlikely"),
)
# “DESTGEO”, “PURP2”, “TIMESFLOWN”: endings run into these words.
_NOT_RATING_BEGINNINGS = word_set("dest purp times inc")
_CHECK = (
    "Check for each item that the highest number is the best answer, and take out what is a "
    "category and no rating."
)
_SCALES = ((1, 5), (1, 7), (0, 10), (1, 10))
_CODES = frozenset((-9, -1, 0, 6, 8, 9, 11, 77, 88, 97, 98, 99, 999))
_FEWEST_ANSWERS = 4
# Four in five may say “does not apply” to a question about the long-term car park.
_FEWEST_INSIDE = 0.1


def guess_items(facts: Sequence[Facts]) -> tuple[tuple[Item, ...], list[str]]:
    """Return the rated items among the columns; at most one of them is the primary outcome."""
    found = [item for column in facts if (item := _guess_item(column)) is not None]
    if not found:
        return (), ["No column looks like a rating. Add the items that you want to read."]
    outcomes = [item for item in found if item.role == "outcome"]
    doubts = [_CHECK]
    if not outcomes:
        doubts.append(f"No column is named as the outcome; “{found[0].column}” is taken.")
        outcomes = found[:1]
    ratings = [item for item in outcomes if item.kind == "rating"]
    primary = (ratings or outcomes)[0]
    items = tuple(_with_role(item, primary) for item in found)
    doubts += _code_doubts(items)
    return items, doubts


def _with_role(item: Item, primary: Item) -> Item:
    is_primary = item.code == primary.code
    is_outcome = is_primary or item.kind == "recommend"
    return replace(item, role="outcome" if is_outcome else "driver", primary=is_primary)


def _code_doubts(items: tuple[Item, ...]) -> list[str]:
    codes = sorted({code for item in items for code in item.not_used if plain(code).isdecimal()})
    return [
        f"{', '.join(codes)} lies outside the scale and is read as “does not apply”. Is it?"
    ] * bool(codes)


def _guess_item(column: Facts) -> Item | None:
    if not column.texts or column.words & NOT_A_RATING or column.speaks_of(_NOT_RATING_BEGINNINGS):
        return None
    return _in_words(column) or _in_numbers(column)


def _in_words(column: Facts) -> Item | None:
    spoken = set(column.counts) - _NOT_USED - _NOT_ANSWERED
    for words in _WORDS:
        if len(spoken) >= 2 and spoken <= set(words):
            labels = {word.capitalize(): 5 - rank for rank, word in enumerate(words)}
            return _item(column, 1, 5, labels=labels)
    return None


def _in_numbers(column: Facts) -> Item | None:
    spoken = {text for text in column.counts if text not in _NOT_USED | _NOT_ANSWERED}
    numbers = column.integers
    if len(spoken - {str(number) for number in numbers}) or not numbers:
        return None
    if column.speaks_of(RECOMMEND_NAMES) and set(numbers) <= {*range(11)} | _CODES:
        return _item(column, 0, 10)
    for low, high in _SCALES:
        if _fits(numbers, low, high):
            return _item(column, low, high)
    if column.speaks_of(RATING_NAMES) and 0 <= min(numbers) < max(numbers) <= 100:
        return _item(column, min(numbers), max(numbers))
    return None


def _fits(numbers: Counter[int], low: int, high: int) -> bool:
    """Do the numbers fill the scale up to its top, and are those outside it known as codes?"""
    answers = {number for number in numbers if low <= number <= high}
    inside = sum(numbers[number] for number in answers)
    enough = inside >= _FEWEST_INSIDE * numbers.total() and len(answers) >= _FEWEST_ANSWERS
    return enough and {high - 1, high} <= answers and numbers.keys() - answers <= _CODES


def _item(column: Facts, low: int, high: int, *, labels: dict[str, int] | None = None) -> Item:
    outside = {str(number) for number in column.integers if not low <= number <= high}
    # By custom the number after the scale says “does not apply”; zero and the rest say nothing.
    not_used = outside & {str(high + 1)} if high != 10 else set()
    is_recommend = (low, high) == (0, 10) and column.speaks_of(RECOMMEND_NAMES)
    is_outcome = is_recommend or column.speaks_of(OVERALL_NAMES)
    return Item(
        code=_code(column.name),
        column=column.name,
        role="outcome" if is_outcome else "driver",
        label=column.name,
        low=low,
        high=high,
        labels=labels or {},
        not_used=tuple(sorted(not_used | set(column.counts) & _NOT_USED)),
        not_answered=tuple(sorted(outside - not_used | set(column.counts) & _NOT_ANSWERED)),
        kind="recommend" if is_recommend else "rating",
    )


def _code(name: str) -> str:
    """Return a short name in small letters for use in a series."""
    return "_".join(re.findall(r"[^\W_]+", name.lower()))[:60] or "item"
