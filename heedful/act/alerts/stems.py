"""Finding words in what customers wrote: exact, or in their usual forms."""

import re
from collections.abc import Sequence
from functools import lru_cache

# What may follow a stem. A list that finds a little too much is seen in the preview.
ENDINGS = {
    "en": ("s", "es", "ed", "ing", "er", "ers", "ly", "ness"),
    "de": ("e", "en", "em", "er", "es", "n", "s", "t", "te", "ten", "ung", "ungen"),
    "es": ("s", "es", "a", "as", "o", "os", "mente", "ado", "ada", "ando", "ar", "ó"),
}
SHORTEST_STEM = 3
_SHORT = re.compile(r"[^aeiouy]*[aeiouy][^aeiouywx]", re.IGNORECASE)


@lru_cache(maxsize=512)
def pattern_of(words: tuple[str, ...], *, exact: bool, language: str) -> re.Pattern[str]:
    """A pattern that finds any of `words`; one that holds nothing finds nothing."""
    parts = [_one(word, exact=exact, language=language) for word in words if word.strip()]
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def found_in(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The words of a text that a pattern finds, as they were written, each once."""
    return tuple(dict.fromkeys(found.group().lower() for found in pattern.finditer(text)))


def _one(word: str, *, exact: bool, language: str) -> str:
    tokens = word.split()
    if any(_is_unspaced(letter) for letter in word):
        # Languages that write no spaces between words have none to look for.
        return r"\s*".join(re.escape(token) for token in tokens)
    forms = [re.escape(t) if exact else _forms(t, language) for t in tokens]
    return r"\b" + r"\s+".join(forms) + r"\b"


def _forms(token: str, language: str) -> str:
    endings = ENDINGS.get(language, ("s",))
    stem = _stem(token.lower(), endings)
    tail = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    if language != "en":
        return f"{re.escape(stem)}(?:{tail})?"
    if _SHORT.fullmatch(stem):
        # "ban" has "banned" and "bans", and "baned" is no form of it.
        return f"{re.escape(stem)}(?:s|{re.escape(stem[-1])}(?:ed|ing|er|ers))?"
    if token.lower().endswith("e"):
        return f"{re.escape(stem)}(?:e|{'|'.join(f'e{one}' for one in endings)}|{tail})"
    return f"{re.escape(stem)}(?:{tail})?"


def _stem(token: str, endings: Sequence[str]) -> str:
    for ending in sorted((*endings, "e"), key=len, reverse=True):
        if token.endswith(ending) and len(token) - len(ending) >= SHORTEST_STEM:
            return token.removesuffix(ending)
    return token


def _is_unspaced(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff"
