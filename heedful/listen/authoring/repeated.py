"""Parts of a form that repeat: answers to choose from, rows, tests. Knows no Django."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, get_args

from msgspec.structs import replace

from heedful.listen.authoring.conditioning import NO_VALUE, Clause, How, Tests
from heedful.listen.authoring.editing import free_part_code
from heedful.listen.surveys.definition import Choice, Role, Row

MOST = 200
MOST_CLAUSES = 5
SLOT = re.compile(r"(choice|row|test)-(\d{1,3})-")
ROW_ROLES: Mapping[str, Role] = {one: one for one in ("outcome", "driver", "marker")}


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form as they came."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Take the last value of each field."""
        return cls({name: str(data[name]) for name in data})

    def numbers(self, kind: str) -> list[int]:
        """The numbers of the slots of a kind, in the order of their places."""
        found = {
            int(match[2])
            for name in self.values
            if (match := SLOT.match(name)) and match[1] == kind
        }
        order = {number: at for at, number in enumerate(sorted(found)[:MOST], start=1)}
        return sorted(order, key=lambda number: self._place(kind, number, order[number]))

    def _place(self, kind: str, number: int, at: int) -> float:
        """Where a slot shall stand: before the one whose place it takes, or behind it."""
        told = self.get(kind, number, "place")
        if not (told.isascii() and told.isdecimal()) or int(told[:4]) == at:
            return at
        wanted = int(told[:4])
        return wanted + (0.5 if wanted > at else -0.5)

    def get(self, kind: str, number: int, name: str) -> str:
        return self.values.get(f"{kind}-{number}-{name}", "").replace("\0", "").strip()


def read_choices(sent: Sent, language: str, before: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Read answers to choose from; one without words is taken out, its code is not used again."""
    known = {one.code: one for one in before}
    taken = set(known)
    found = []
    for number in sent.numbers("choice"):
        words, code = sent.get("choice", number, "text"), sent.get("choice", number, "code")
        if not words:
            continue
        if code not in known:
            code = free_part_code(taken, _letter_first(words))
            taken.add(code)
        text = {**(known[code].text if code in known else {}), language: words}
        exclusive = bool(sent.get("choice", number, "exclusive"))
        other = bool(sent.get("choice", number, "other"))
        found.append(Choice(code, text, exclusive=exclusive, other=other))
    return tuple(found)


def read_rows(
    sent: Sent, language: str, before: tuple[Row, ...], taken: set[str]
) -> tuple[Row, ...]:
    """Read the rows of a matrix; `taken` are the codes of all that is asked."""
    known = {one.code: one for one in before}
    taken = set(taken)
    found = []
    for number in sent.numbers("row"):
        words, code = sent.get("row", number, "text"), sent.get("row", number, "code")
        if not words:
            continue
        if code not in known:
            code = free_part_code(taken, _letter_first(words))
            taken.add(code)
        row = known.get(code, Row(code, {}))
        role = ROW_ROLES.get(sent.get("row", number, "role"), "")
        primary = row.primary and role == "outcome"
        found.append(replace(row, text={**row.text, language: words}, role=role, primary=primary))
    return tuple(found)


def read_tests(sent: Sent) -> Tests:
    """Read the tests of a condition; one without a question is left out."""
    clauses = []
    for number in sent.numbers("test")[:MOST_CLAUSES]:
        question, how = sent.get("test", number, "question"), sent.get("test", number, "how")
        if question and how in get_args(How):
            value = "" if how in NO_VALUE else sent.get("test", number, "value")
            clauses.append(Clause(question, how, value))  # type: ignore[arg-type]  # looked at above
    return Tests(tuple(clauses), "any" if sent.values.get("joined") == "any" else "all")


def _letter_first(words: str) -> str:
    """Codes of answers begin with a letter, so that no digit of a telephone is taken for one."""
    return words if words[:1].isalpha() and words[:1].isascii() else f"answer {words}"
