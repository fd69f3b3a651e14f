"""Whether somebody asks to be left in peace, in whatever words."""

import re
import tomllib
import unicodedata
from importlib.resources import files

_TOLD = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
WORDS, AROUND, STRONG = (frozenset(_TOLD[name].split()) for name in ("words", "around", "strong"))
PHRASES = tuple(re.compile(pattern) for pattern in _TOLD["phrases"])
_FIRST = re.compile(r"^(\w+)\s*[.!,;:\n–—]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
# Letters that are no accented ones.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o"})
LONGEST = 2_000


def is_stop(text: str) -> bool:
    """Return True when a message asks not to be contacted any more.

    Reasonable words count in the common languages, not only STOP; a sentence that merely holds
    such a word ("the bus stop", "non-stop") does not.
    """
    plain = _plain(text[:LONGEST])
    words = re.findall(r"[\w']+", plain)
    if not words:
        return False
    if _spelled(words) in WORDS:
        return True
    telling = [word for word in words if word not in AROUND]
    if telling and len(words) <= 8 and all(word in WORDS for word in telling):
        return True
    first = _FIRST.match(plain)
    if first and first[1] in STRONG:
        return True
    one_line = " ".join(words)
    return any(phrase.search(one_line) for phrase in PHRASES)


def _plain(text: str) -> str:
    """Small letters without accents, so that "ARRÊT" and "arret" are one word."""
    folded = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    bare: list[str] = []
    for letter in unicodedata.normalize("NFD", folded):
        # Marks of other scripts are part of their letters; "й" is not "и".
        if unicodedata.combining(letter) and bare and bare[-1].isascii():
            continue
        bare.append(letter)
    return unicodedata.normalize("NFC", "".join(bare)).translate(_LETTERS).strip()


def _spelled(words: list[str]) -> str:
    """Join "s t o p" and "st0p"."""
    joined = "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)
    return joined.replace("0", "o")
