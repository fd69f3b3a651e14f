"""Words that no reply, template or offer may have: asking for silence, or about a review.

Nobody buys a review away (16 CFR 465, Consumer Review Fairness Act 2016). Pure functions; the words
are in `linting.toml`, language by language, and every language is looked at in every text.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# So many words may stand between "delete" and "review".
NEAR = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong: "review" or "silence", and the words that say it."""

    about: str
    words: str


def faults(text: str) -> tuple[Found, ...]:
    """Return what a text must not ask of a customer; empty when it is fine."""
    plain = _plain(text)
    return tuple(dict.fromkeys(_found(plain)))


def _found(plain: str) -> Iterator[Found]:
    for near, silence in _patterns():
        for pattern in near:
            for hit in pattern.finditer(plain):
                yield Found("review", hit.group(0))
        for hit in silence.finditer(plain):
            yield Found("silence", hit.group(0))


def _plain(text: str) -> str:
    """Lower case without accents, invisible letters or breaks, as people mean it."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        one
        for one in folded
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )
    return re.sub(r"[^\w]+", " ", kept.replace("'", "").replace("’", ""))


@cache
def _patterns() -> tuple[tuple[tuple[re.Pattern[str], ...], re.Pattern[str]], ...]:
    with Path(__file__).with_name("linting.toml").open("rb") as file:
        languages = tomllib.load(file)
    return tuple(
        (_near(words["do"], words["review"]), _any(words["silence"]))
        for words in languages.values()
    )


def _near(verbs: list[str], nouns: list[str]) -> tuple[re.Pattern[str], ...]:
    """Either may come first."""
    between = rf"(?: \w+){{0,{NEAR}}}? "
    do, what = _choice(verbs), _choice(nouns)
    return (
        re.compile(rf"\b{do}{between}{what}\b"),
        re.compile(rf"\b{what}{between}{do}\b"),
    )


def _any(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b{_choice(phrases)}\b")


def _choice(words: list[str]) -> str:
    return "(?:" + "|".join(_plain(word).replace("_", r"\w*") for word in words) + ")"
