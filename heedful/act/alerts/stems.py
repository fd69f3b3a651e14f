"""Finding words in what customers wrote: exact, or in their usual forms."""

import re
from collections.abc import Sequence
from functools import lru_cache

# What may follow a word or its stem. A list that finds a little too much is seen in the preview.
ENDINGS = {
    "en": ("s", "es", "ed", "d", "ing", "er", "ers", "r", "ly", "ness"),
    "de": ("e", "en", "em", "er", "es", "n", "s", "t", "te", "ten", "ung", "ungen"),
    "es": ("s", "es", "a", "as", "o", "os", "mente", "amente", "ado", "ada", "ando", "ar"),
}
# What a stem is found by taking off.
TAKEN_OFF = {
    "en": ("ing", "ed", "es", "s", "e"),
    "de": ("ungen", "ung", "en", "em", "er", "es", "e"),
    "es": ("os", "as", "o", "a", "ar"),
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
    word, endings = token.lower(), ENDINGS.get(language, ("s",))
    if language == "en" and _SHORT.fullmatch(word):
        # "ban" has "banned" and "bans", and "baned" is no form of it.
        return f"{re.escape(word)}(?:s|{re.escape(word[-1])}(?:ed|ing|er|ers))?"
    whole = f"{re.escape(word)}(?:{_any_of(endings)})?"
    stem = next(
        (
            word.removesuffix(ending)
            for ending in TAKEN_OFF.get(language, ())
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
        ),
        "",
    )
    if not stem:
        return whole
    if word.endswith("e"):
        # "rate" has "rating", and "rats" is no form of it.
        endings = tuple(one for one in endings if one[0] in "aeio")
        return f"(?:{whole}|{re.escape(stem)}(?:{_any_of(endings)}))"
    return f"(?:{whole}|{re.escape(stem)}(?:{_any_of(endings)})?)"


def _any_of(endings: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, endings), key=len, reverse=True))


def _is_unspaced(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff"
