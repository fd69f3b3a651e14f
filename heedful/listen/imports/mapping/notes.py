"""What was noticed while a file was read, for those who want to know whether it can be trusted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from heedful.listen.imports.mapping.dates import DateReader
from heedful.listen.imports.mapping.model import Mapping
from heedful.listen.imports.mapping.scores import plain
from heedful.listen.imports.reading.batch import RawBatch

# More different texts than this are no codes.
MOST_CODES = 20


@dataclass(slots=True)
class Notes:
    """Counts of rows as they stand in the file, also of those that were not taken."""

    # Dates that two of the mapping's patterns read as two different days of the survey.
    dates_two_ways: int = 0
    dates: int = 0
    # By item and code: how often a code stood for "not used" or "not answered".
    codes: dict[str, dict[str, int]] = field(default_factory=dict)
    # By question of a survey and text: answers that were left out since they are none.
    unread: dict[str, dict[str, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class NoteTaker:
    """Looks at the batches of one file, in any order."""

    def __init__(self, mapping: Mapping, columns: Sequence[str], *, today: date | None) -> None:
        self._index = {name: position for position, name in enumerate(columns)}
        self._coded = {
            item.code: (item.column, {plain(code) for code in (*item.not_used, *item.not_answered)})
            for item in mapping.rated_items
            if item.not_used or item.not_answered
        }
        when = mapping.when
        self._dates = when.columns if len(when.formats) > 1 else ()
        self._reader = DateReader(mapping, today=today)
        self._two_ways: dict[str, bool] = {}
        self.notes = Notes()

    def look(self, raw: RawBatch) -> None:
        """Count what one batch holds."""
        for code, (column, wanted) in self._coded.items():
            counts = self.notes.codes.setdefault(code, {})
            for text, count in Counter(raw.columns[self._index[column]]).items():
                known = plain(text or "")
                if known in wanted and (known in counts or len(counts) < MOST_CODES):
                    counts[known] = counts.get(known, 0) + count
        if len(self._dates) == 1:
            for text, count in Counter(raw.columns[self._index[self._dates[0]]]).items():
                self.notes.dates += count
                self.notes.dates_two_ways += count if self._is_read_two_ways(text or "") else 0

    def add_unread(self, unread: Counter[tuple[str, str]]) -> None:
        """Count answers that were left out; of very many different texts the first ones."""
        for (code, text), count in unread.items():
            counts = self.notes.unread.setdefault(code, {})
            if text in counts or len(counts) < MOST_CODES:
                counts[text] = counts.get(text, 0) + count

    def _is_read_two_ways(self, text: str) -> bool:
        known = self._two_ways.get(text)
        if known is None:
            known = self._two_ways[text] = len(self._reader.possible_days(text)) > 1
        return known
