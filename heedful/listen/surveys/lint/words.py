"""The words of a language that findings go by, read from `words/<language>.toml`."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# A language that has no list of its own is not looked at: other words would mislead.
LANGUAGES = ("de", "en", "es")


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns match whole words, whatever their case."""

    joins: re.Pattern[str]
    joined_well: re.Pattern[str]  # pairs that are one thing
    between: re.Pattern[str]  # before a pair that is no two things
    leading: re.Pattern[str]
    jargon: re.Pattern[str]
    known_capitals: frozenset[str]
    absolute: re.Pattern[str]
    absolute_well: re.Pattern[str]
    negated: re.Pattern[str]
    good: re.Pattern[str]
    bad: re.Pattern[str]
    nothing: re.Pattern[str]  # the low end of a scale that only counts up
    asks: dict[str, re.Pattern[str]]  # by family: what a question asks for
    scales: dict[str, re.Pattern[str]]  # by family: what a scale answers
    nouns_have_capitals: bool


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Words | None:
    """The words of a language such as "en" or "en-GB"; None where there is no list."""
    name = language.lower().replace("_", "-").split("-")[0]
    if name not in LANGUAGES:
        return None
    source = files("heedful.listen.surveys.lint") / "words" / f"{name}.toml"
    found = tomllib.loads(source.read_text("utf-8"))
    lists = ("joins", "joined_well", "between", "leading", "jargon", "absolute", "absolute_well")
    scale = ("negated", "good", "bad", "nothing")
    return Words(
        **{name: _pattern(found[name]) for name in (*lists, *scale)},
        known_capitals=frozenset(found["known_capitals"]),
        asks={family: _pattern(parts) for family, parts in found["asks"].items()},
        scales={family: _pattern(parts) for family, parts in found["scales"].items()},
        nouns_have_capitals=found["nouns_have_capitals"],
    )


def _pattern(parts: Sequence[str]) -> re.Pattern[str]:
    """Any of the words; a star at the end of one stands for any ending."""
    longest_first = sorted(parts, key=len, reverse=True)
    each = [re.escape(part).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for part in longest_first]
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)
