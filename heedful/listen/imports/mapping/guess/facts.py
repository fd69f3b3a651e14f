"""What can be seen of a column: the words of its name, its values and how often each comes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from heedful.listen.imports.mapping.scores import plain

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")
_INTEGER = re.compile(r"-?[0-9]{1,4}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


# Numbers that describe the customer or the visit and are no answer on a scale of quality.
NOT_A_RATING = word_set(
    "age gender sex income zip postcode country county state home lang language year month day "
    "gate flight purpose strata run code row number num id phone peak times duration minutes "
    "size count visits dest destination airline method weight"
)


@dataclass(frozen=True)
class Facts:
    name: str
    position: int
    texts: tuple[str, ...]  # the values that are not blank, trimmed

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in the name: “visitDate” and “visit_date” both hold visit and date."""
        return frozenset(word.lower() for word in _WORD.findall(self.name))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value comes, in the form in which values are compared."""
        return Counter(plain(text) for text in self.texts)

    @cached_property
    def integers(self) -> Counter[int]:
        return Counter(
            {int(text): n for text, n in self.counts.items() if _INTEGER.fullmatch(text)}
        )

    @cached_property
    def share_of_integers(self) -> float:
        return sum(self.integers.values()) / max(len(self.texts), 1)

    @cached_property
    def is_wordy(self) -> bool:
        """Most values hold letters, so they are names, words or sentences."""
        wordy = sum(n for text, n in self.counts.items() if _LETTERS.search(text))
        return wordy > 0.5 * len(self.texts)

    @cached_property
    def mean_length(self) -> float:
        return sum(map(len, self.texts)) / max(len(self.texts), 1)

    @property
    def distinct(self) -> int:
        return len(self.counts)

    @property
    def is_unique(self) -> bool:
        return len(set(self.texts)) == len(self.texts)

    def speaks_of(self, words: frozenset[str]) -> bool:
        """Does a word of the name begin with one of `words`, or end with a longer one of them?"""
        endings = tuple(word for word in words if len(word) > 3)
        beginnings = tuple(words)
        return any(mine.startswith(beginnings) or mine.endswith(endings) for mine in self.words)


def look_at(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[Facts]:
    found = []
    for position, name in enumerate(columns):
        values = ((row[position] or "").strip() for row in rows)
        found.append(Facts(name, position, tuple(value for value in values if value)))
    return found
