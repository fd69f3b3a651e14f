"""Which column of a file of answers belongs to which question, by the codes of the tool."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from heedful.listen.exchange.origin import Origin
from heedful.listen.surveys.definition import Definition, Question, all_singles

# LimeSurvey: "Q1", "Q2[SQ1]", both also with words behind: "Q2[SQ1]. Which did you use? [Bar]".
LIME = re.compile(r"([A-Za-z]\w*)(?:\[([^\]]+)\])?(?:\[[^\]]*\])?(?:\s*\._?\.?(.*))?")
PLACE = re.compile(r"(.+)_(\d{1,2})")
NUMBERED = re.compile(r"^\d{1,4}\.\s+")
OWN = ("_TEXT", "-Comment", "_other")
CONTACT_PARTS = {
    "firstname": "name", "lastname": "name", "name": "name", "email": "email", "phone": "phone",
}  # fmt: skip


@dataclass(slots=True)
class Columns:
    """The columns that one question has in a file."""

    plain: list[str] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)  # of a ranking: its first, second, …
    choices: dict[str, str] = field(default_factory=dict)  # column → choice or part
    own_words: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """Columns by the code of their question, and those that belong to none."""

    found: Mapping[str, Columns]
    rest: tuple[str, ...]


def match(
    origin: Origin, definition: Definition, names: Sequence[str], described: Mapping[str, str]
) -> Matched:
    """Find the question of each column: by the tool's code, by ours, or by the words asked."""
    matcher = _Matcher(origin, definition)
    rest = [
        name
        for name in names
        if not any(matcher.take(called, name) for called in _called(name, described))
    ]
    return Matched(matcher.found, tuple(rest))


def told_of(described: str) -> dict[str, object]:
    """Return what Qualtrics says of a column in the third row of its files."""
    try:
        told = json.loads(described)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def import_id(described: str) -> str:
    """Return what Qualtrics itself calls a column."""
    told = told_of(described)
    return "_".join(str(part) for part in (told.get("ImportId"), told.get("choiceId")) if part)


def _called(name: str, described: Mapping[str, str]) -> Iterator[str]:
    """Go through what a column may be called in the questionnaire, the surest first."""
    if name in described:
        yield import_id(described[name])
    yield name
    bare = name.removeprefix("data.")
    yield bare.replace(".", "_")
    if lime := LIME.fullmatch(name):
        code, part, words = lime.groups()
        yield f"{code}_{part}" if part else code
        yield words or ""


class _Matcher:
    def __init__(self, origin: Origin, definition: Definition) -> None:
        self.found: dict[str, Columns] = {}
        self._origin = origin
        self._questions = {one.code: one for one in all_singles(definition)}
        self._by_words = _by_words(definition)

    def take(self, called: str, column: str) -> bool:
        """Give a column to the question that is called so. False when there is none."""
        return (
            self._take_code(called, column)
            or self._take_choice(called, column)
            or self._take_own_words(called, column)
            or self._take_place(called, column)
            or self._take_words(called, column)
        )

    def _columns(self, code: str) -> Columns:
        return self.found.setdefault(code, Columns())

    def _question(self, called: str) -> Question | None:
        return self._questions.get(self._origin.names.get(called, called))

    def _take_code(self, called: str, column: str) -> bool:
        question = self._question(called) or self._question(called.removesuffix("_TEXT"))
        if question is None or self._columns(question.code).plain:
            return False
        self._columns(question.code).plain.append(column)
        return True

    def _take_choice(self, called: str, column: str) -> bool:
        code, choice = self._origin.ticks.get(called, ("", ""))
        question = self._questions.get(code)
        if question is None or question.kind not in {"choices", "ranking"}:
            return False
        if question.kind == "ranking" and self._origin.tool == "LimeSurvey":
            return False
        if called.endswith("_other") and self._origin.tool == "LimeSurvey":
            return False
        self._columns(code).choices[column] = choice
        return True

    def _take_own_words(self, called: str, column: str) -> bool:
        for ending in OWN:
            base = called.removesuffix(ending)
            code = self._origin.ticks.get(base, ("", ""))[0]
            question = self._questions.get(code) or self._question(base)
            if base != called and question and any(one.other for one in question.choices):
                self._columns(question.code).own_words = column
                return True
        return False

    def _take_place(self, called: str, column: str) -> bool:
        """LimeSurvey has one column for the first of an order, one for the second and so on."""
        parts = PLACE.fullmatch(called)
        question = self._question(parts[1]) if parts else None
        if parts is None or question is None or question.kind != "ranking":
            return False
        self._columns(question.code).places[int(parts[2])] = column
        return True

    def _take_words(self, called: str, column: str) -> bool:
        code, part = self._by_words.get(said(called), ("", ""))
        if part:
            self._columns(code).choices[column] = part
            return True
        return bool(code) and self._take_code(code, column)


def said(text: str) -> str:
    """Return words as they are compared: without a number before them, case or spare blanks."""
    return NUMBERED.sub("", " ".join(text.split())).casefold()


def _by_words(definition: Definition) -> dict[str, tuple[str, str]]:
    """Return the code of a question, and a choice of it, by the words of a heading.

    Words that two share belong to none.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for page in definition.pages:
        for question in page.questions:
            for heading, whose in _headings(question):
                found.setdefault(said(heading), set()).add(whose)
    return {heading: whose.pop() for heading, whose in found.items() if len(whose) == 1}


def _headings(question: Question) -> Iterator[tuple[str, tuple[str, str]]]:
    """Go through headings that tools make of a question's words and those of a row or choice."""
    parts = [(row.text, (row.code, "")) for row in question.rows]
    if question.kind in {"choices", "ranking"}:
        parts += [(one.text, (question.code, one.code)) for one in question.choices]
    for language, text in question.text.items():
        if not question.rows:
            yield text, (question.code, "")
        for words, whose in parts:
            heading = words.get(language, "")
            yield f"{text} [{heading}]", whose
            yield f"{text} - {heading}", whose
            # A table may have no words of its own, and a row may be asked alone.
            yield f"[{heading}]", whose
            if not whose[1]:
                yield heading, whose
        if question.kind == "contact":
            for called, part in CONTACT_PARTS.items():
                yield f"{text} - {called}", (question.code, part)
