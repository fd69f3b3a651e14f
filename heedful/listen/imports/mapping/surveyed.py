"""What only the file of a survey says: answers of all kinds, and rows that are no whole ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.listen.imports.mapping.faults import Faults
from heedful.listen.imports.mapping.memo import Unreadable
from heedful.listen.imports.mapping.model import Mapping
from heedful.listen.imports.mapping.scores import plain
from heedful.listen.imports.mapping.tables import MappingError
from heedful.listen.imports.reading.batch import RawBatch

if TYPE_CHECKING:
    from heedful.listen.imports.mapping.answering import AnswerReader
    from heedful.listen.surveys.definition import Question, Value

# What surveys say in words needs Django, and a file without a survey is read without it.
Questions: TypeAlias = "Table[str, Question]"
NO_QUESTIONS: Questions = {}
NO_ANSWER = "Such a row is no answer."
NOT_WHOLE = "It was left before its end, and only whole answers are taken."


@dataclass(frozen=True, slots=True)
class Read:
    """Answers question by question, each for all rows; and what was none, by question and text."""

    found: "list[list[Value]]"
    unread: Counter[tuple[str, str]]


class Surveyed:
    """Reads answers to the questions of a survey, by their codes.

    Without questions none is read: where nothing is kept, only scores and words count.
    Raises MappingError when the survey has no such question.
    """

    def __init__(self, mapping: Mapping, index: Table[str, int], questions: Questions) -> None:
        self._index = index
        self._finished, self._left = mapping.finished, mapping.leave_out
        self._kept = bool(questions)
        self._rated = [item.code for item in mapping.rated_items]
        self._readers = _readers(mapping, questions) if questions else []

    def refuse(self, raw: RawBatch, faults: Faults) -> None:
        """Keep out rows that are no answers, and those left before their end if not wanted."""
        if self._left:
            self._refuse(raw, faults, self._left.column, self._left.values, NO_ANSWER)
        if self._finished and not self._finished.take:
            self._refuse(raw, faults, self._finished.column, self._finished.no, NOT_WHOLE)

    def read(self, raw: RawBatch) -> Read:
        """Read the answers of all rows.

        One that cannot be read is left out and counted; the rest of its row goes in.
        """
        found: list[list[Value]] = []
        unread: Counter[tuple[str, str]] = Counter()
        for reader in self._readers:
            columns = [raw.columns[self._index[name]] for name in reader.names]
            values: list[Value] = []
            for cells in zip(*columns, strict=True):
                value = reader[cells]
                if isinstance(value, Unreadable):
                    unread[reader.code, " / ".join(filter(None, cells))[:200]] += 1
                    value = None
                values.append(value)
            found.append(values)
        return Read(found, unread)

    def answers(
        self, read: Read, keep: Sequence[int], scores: NDArray[np.int16]
    ) -> "list[dict[str, Value]] | None":
        """Return everything that was answered in the rows that go in; rated questions too."""
        if not self._kept:
            return None
        from heedful.listen.surveys.definition import DID_NOT_USE  # noqa: PLC0415  # needs Django

        codes = [reader.code for reader in self._readers]
        return [
            {
                code: DID_NOT_USE if score == NOT_USED else score
                for code, score in zip(self._rated, numbers, strict=True)
                if score != NOT_ANSWERED
            }
            | {
                code: values[index]
                for code, values in zip(codes, read.found, strict=True)
                if values[index] is not None
            }
            for index, numbers in zip(keep, scores.tolist(), strict=True)
        ]

    def partials(self, raw: RawBatch, keep: Sequence[int]) -> list[bool] | None:
        """Say of each row that goes in whether it was left before its end."""
        if self._finished is None:
            return None
        left = self._rows_with(raw, self._finished.column, self._finished.no)
        return [index in left for index in keep]

    def _refuse(
        self, raw: RawBatch, faults: Faults, name: str, values: Iterable[str], reason: str
    ) -> None:
        for index in self._rows_with(raw, name, values):
            faults.add(index, name, reason, raw.columns[self._index[name]][index])

    def _rows_with(self, raw: RawBatch, name: str, values: Iterable[str]) -> set[int]:
        """Return the rows in which a column has one of these values; "" is a blank."""
        wanted = set(map(plain, values))
        column = raw.columns[self._index[name]]
        return {index for index, text in enumerate(column) if plain(text or "") in wanted}


def _readers(mapping: Mapping, questions: Questions) -> "list[AnswerReader]":
    from heedful.listen.imports.mapping import answering  # noqa: PLC0415  # needs Django

    for answer in mapping.answers:
        if answer.question not in questions:
            told = f"answers.{answer.question}: the survey has no such question. Take it out."
            raise MappingError(told)
    return [answering.AnswerReader(one, questions[one.question]) for one in mapping.answers]
