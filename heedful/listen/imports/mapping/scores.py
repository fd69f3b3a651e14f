"""One item's answers: from text to the integers that the statistics count."""

import re

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.listen.imports.mapping.memo import Memo
from heedful.listen.imports.mapping.model import Item

# Stands in a column of scores until its row is taken out; no scale reaches it.
INVALID = 32_767

_WHOLE = re.compile(r"([+-]?)0*([0-9]{1,5})(?:\.0*|,0{1,2})?")


def plain(text: str) -> str:
    """Return the form in which values are compared: “ 4.0 ” and “4,0” are “4”, case is lost."""
    text = " ".join(text.split())
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return text.casefold()
    sign = "-" if whole[1] == "-" and whole[2] != "0" else ""
    return sign + whole[2]


class ScoreReader(Memo[str | None, int]):
    """Text to score, high is best; NOT_USED, NOT_ANSWERED, or INVALID for all else."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._item = item
        self._codes = {plain(word): self._turn(number) for word, number in item.labels.items()}
        for number in range(item.low, item.high + 1):
            self._codes.setdefault(str(number), self._turn(number))
        self._codes.update((plain(value), NOT_USED) for value in item.not_used)
        self._codes.update((plain(value), NOT_ANSWERED) for value in item.not_answered)
        self._codes[""] = NOT_ANSWERED

    def _turn(self, number: int) -> int:
        return self._item.low + self._item.high - number if self._item.reversed else number

    def read(self, key: str | None) -> int:
        return self._codes.get(plain(key or ""), INVALID)

    @property
    def expected(self) -> str:
        """The sentence that tells what would have been read."""
        item = self._item
        codes = [f"“{word}”" for word in (*item.labels, *item.not_used, *item.not_answered) if word]
        others = f", or one of {', '.join(codes)}" if codes else ""
        return f"Expected a whole number from {item.low} to {item.high}{others}, or nothing."
