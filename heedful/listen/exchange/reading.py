"""How a file of answers is read: a mapping made of the survey's definition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from heedful.listen.exchange.matching import Columns, Matched, match, told_of
from heedful.listen.exchange.origin import Origin
from heedful.listen.exchange.report import NotBrought
from heedful.listen.exchange.standard import Standard, find_standard
from heedful.listen.imports.mapping import (
    Answer,
    Comment,
    Item,
    Language,
    Location,
    Respondent,
    Series,
    Traces,
    When,
)
from heedful.listen.imports.mapping import Mapping as FileMapping
from heedful.listen.imports.mapping.guess.facts import look_at
from heedful.listen.imports.mapping.guess.moments import find_when
from heedful.listen.imports.mapping.scores import plain
from heedful.listen.imports.preview import Head
from heedful.listen.surveys.definition import (
    DID_NOT_USE,
    Definition,
    Question,
    all_singles,
    is_item,
    item_specs,
    scale_of,
)
from heedful.listen.surveys.rules import ItemSpec, primary_code

# LimeSurvey writes so, in full answers, for what was not shown.
NOTHING_SAID = ("N/A",)
TRUTH = {"true": "yes", "false": "no", "accepted": "yes", "dismissed": "no"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a person says of a file of answers that it does not say itself."""

    place: str = ""  # the code of one place for all rows
    place_column: str = ""
    time_zone: str = ""  # in which the file's times are written
    day: str = ""  # for files without dates
    partial: bool = False  # take in what was left before its end


@dataclass(frozen=True, slots=True)
class Reading:
    """A mapping, and the columns of the file that belong to no question of the survey."""

    mapping: FileMapping
    rest: tuple[str, ...]


def read_answers(
    *, origin: Origin, definition: Definition, series: Series, head: Head, asking: Asking
) -> Reading:
    """Make the mapping by which a file's rows become answers. Raises NotBrought."""
    matched = match(origin, definition, head.columns, head.described)
    questions = {one.code: one for one in all_singles(definition)}
    standard = find_standard(origin.tool, matched.rest, partial=asking.partial)
    reader = _Reader(origin, questions, matched.found)
    specs = item_specs(definition)
    outcome = primary_code(specs)
    items = tuple(reader.items(specs, outcome))
    if not any(item.primary for item in items):
        told = _("No column belongs to the outcome, “%(code)s”. Is this file of this survey?")
        raise NotBrought(told % {"code": outcome})
    mapping = FileMapping(
        title=series.questionnaire,
        series=series,
        location=_location(asking, head, reader),
        when=_when(asking, head, standard, matched.rest),
        items=items,
        comment=reader.comment(),
        language=_language(standard, definition),
        respondent=Respondent(standard.identity) if standard.identity else None,
        traces=Traces(seconds=(standard.seconds,) if standard.seconds else ()),
        answers=tuple(reader.answers()),
        finished=standard.finished,
        leave_out=standard.leave_out,
    )
    return Reading(mapping, _rest(matched, mapping))


class _Reader:
    def __init__(
        self, origin: Origin, questions: Mapping[str, Question], found: Mapping[str, Columns]
    ) -> None:
        self._origin = origin
        self._questions = questions
        self._found = found

    def items(self, specs: Sequence[ItemSpec], outcome: str | None) -> Iterator[Item]:
        """Go through rated items in the order of the survey."""
        for spec in specs:
            for column in self._found[spec.code].plain if spec.code in self._found else ():
                yield replace(self._rated(spec, column), primary=spec.code == outcome)

    def comment(self) -> Comment | None:
        """Return where customers' own words stand, in the order of the survey."""
        asked = [one.code for one in self._questions.values() if one.role == "open"]
        columns = [
            name for code in asked if code in self._found for name in self._found[code].plain
        ]
        return Comment(tuple(columns), NOTHING_SAID) if columns else None

    def answers(self) -> Iterator[Answer]:
        """Go through what is no rated item; pictures stay where they were."""
        for question in self._questions.values():
            columns = self._found.get(question.code)
            if columns is None or is_item(question) or question.kind == "file":
                continue
            places = (columns.places[at] for at in sorted(columns.places))
            answer = Answer(
                question=question.code,
                columns=(*columns.plain, *places),
                choices=columns.choices,
                own_words=columns.own_words,
                codes=self._codes(question),
                not_answered=self._not_answered(question.code),
            )
            if answer.columns or answer.choices:
                yield answer

    def names_of(self, column: str) -> dict[str, str]:
        """Return what the values of a column are called, where a question with choices is it."""
        for code, columns in self._found.items():
            if column in columns.plain:
                named = {one.code: next(iter(one.text.values()), one.code)
                         for one in self._questions[code].choices}  # fmt: skip
                return {theirs: named[ours] for theirs, ours in self._values(code).items()
                        if ours in named}  # fmt: skip
        return {}

    def _values(self, code: str) -> dict[str, str]:
        """Return their values for ours, both as text."""
        return {
            theirs: str(ours)
            for theirs, ours in self._origin.values.get(code, {}).items()
            if theirs.strip()
        }

    def _not_answered(self, code: str) -> tuple[str, ...]:
        unused = set(map(plain, self._origin.unused.get(code, ())))
        lime = NOTHING_SAID if self._origin.tool == "LimeSurvey" else ()
        return tuple(one for one in lime if plain(one) not in unused)

    def _rated(self, spec: ItemSpec, column: str) -> Item:
        question = self._questions[spec.code]
        labels = {
            theirs: int(ours)
            for theirs, ours in self._values(spec.code).items()
            if theirs != ours and spec.low <= int(ours) <= spec.high
        }
        unused = self._origin.unused.get(spec.code, ())
        for step, said in _steps(question):
            labels.setdefault(said, step)
        return Item(
            code=spec.code,
            column=column,
            role=spec.role,
            label=spec.label,
            low=spec.low,
            high=spec.high,
            labels={said: step for said, step in labels.items() if said not in unused},
            not_used=unused or ((DID_NOT_USE,) if question.unused_ok else ()),
            not_answered=self._not_answered(spec.code),
            kind=spec.kind,
        )

    def _codes(self, question: Question) -> dict[str, str]:
        codes = self._values(question.code)
        if question.kind == "consent":
            return codes | TRUTH
        for one in question.choices:
            if one.other:
                codes["-oth-"] = one.code
        return codes | dict.fromkeys(self._origin.unused.get(question.code, ()), DID_NOT_USE)


def _steps(question: Question) -> Iterator[tuple[int, str]]:
    """Go through the steps of a scale that have words, in every language."""
    low, high = scale_of(question)
    steps = range(low, high + 1) if len(question.ends) == high - low + 1 else (low, high)
    for step, words in zip(steps, question.ends, strict=False):
        for said in filter(str.strip, words.values()):
            yield step, said


def _location(asking: Asking, head: Head, reader: _Reader) -> Location:
    if not asking.place_column:
        return Location(constant=(asking.place,), code=True)
    if asking.place_column not in head.columns:
        told = _("The file has no column “%(name)s”.")
        raise NotBrought(told % {"name": asking.place_column})
    names = reader.names_of(asking.place_column)
    return Location(columns=(asking.place_column,), names=(names,) if names else ())


def _when(asking: Asking, head: Head, standard: Standard, rest: Sequence[str]) -> When:
    if asking.day:
        return When(constant=asking.day)
    names = (standard.moment,) if standard.moment else rest
    found = find_when([one for one in look_at(head.columns, head.rows) if one.name in names])
    if found is None:
        raise NotBrought(_("No column says when answers were given. Say one day for all of them."))
    when, _doubts = found
    return replace(when, time_zone=asking.time_zone or _zone_told(head) or None)


def _zone_told(head: Head) -> str:
    """Qualtrics says in the third row of its files in which zone its times are."""
    for described in head.described.values():
        if zone := told_of(described).get("timeZone"):
            return "UTC" if zone == "Z" else str(zone)
    return ""


def _language(standard: Standard, definition: Definition) -> Language | None:
    if standard.language is None:
        return None
    codes = {"default": definition.default_language}
    for code in definition.languages:
        codes |= {code: code, code.replace("-", "_"): code}
    return Language(column=standard.language, codes=codes)


def _rest(matched: Matched, mapping: FileMapping) -> tuple[str, ...]:
    read = set(mapping.columns)
    return tuple(name for name in matched.rest if name not in read)
