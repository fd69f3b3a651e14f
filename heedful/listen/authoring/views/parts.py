"""The part of a draft that is worked on: its form, and what the form does to the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.http import QueryDict

from heedful.listen.authoring.conditioning import Clause, Tests, tests_of
from heedful.listen.authoring.domain import Edit
from heedful.listen.authoring.editing import (
    Gone,
    ending_of,
    page_of,
    put_ending,
    put_page,
    put_question,
    put_survey,
    question_of,
    questions,
)
from heedful.listen.authoring.forms.parts import EndingForm, PageForm, PartForm, SurveyForm
from heedful.listen.authoring.forms.question import QuestionForm
from heedful.listen.authoring.kinds import HOWS, KINDS, SHORT_ROLES, Words
from heedful.listen.authoring.outline import Advised, advice_for
from heedful.listen.authoring.repeated import MOST_CLAUSES, Sent, read_tests
from heedful.listen.authoring.sentences import condition_told, name_of
from heedful.listen.surveys.definition import (
    CHOSEN,
    Condition,
    Definition,
    Question,
    Role,
    all_singles,
    singles,
)
from heedful.listen.surveys.models import Questionnaire

ROW_ROLES: tuple[Role, ...] = ("outcome", "driver", "marker", "")


@dataclass(frozen=True, slots=True)
class Changed:
    """What a form does to the draft, and what the part is called afterwards."""

    edit: Edit
    about: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of a list in a form: an answer to choose, a row, or a test."""

    number: int
    code: str = ""
    text: str = ""
    exclusive: bool = False
    other: bool = False
    role: str = ""
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """A condition as its form shows it; `tests` is None when it is deeper than a form can be."""

    sentence: str
    tests: Sequence[Slot] | None
    joined: str
    asked: Sequence[tuple[str, str]]  # what may be tested: codes and words
    answers: Sequence[str]  # words of the answers that can be chosen there
    hows: Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class Edited:
    """An open part: `kind` is survey, page, question or ending."""

    about: str
    kind: str
    code: str
    form: PartForm
    definition: Definition
    question: Question | None = None
    condition: Conditional | None = None
    choices: Sequence[Slot] = ()
    rows: Sequence[Slot] = ()
    advice: Sequence[Advised] = ()
    pipes: Sequence[tuple[str, str]] = ()
    kind_name: Words = ""
    fixed: bool = False

    @property
    def row_roles(self) -> Sequence[tuple[str, Words]]:
        return [(role, SHORT_ROLES[role]) for role in ROW_ROLES]

    def changed(self) -> Changed:
        """What the valid form does. Raises Gone when its part is there no more."""
        form, definition = self.form, self.definition
        if isinstance(form, SurveyForm):
            return Changed(partial(put_survey, changed=form.changed()), self.about)
        if isinstance(form, QuestionForm):
            question = form.changed()
            edit = partial(put_question, code=self.code, changed=question)
            return Changed(edit, f"question/{question.code}")
        if isinstance(form, PageForm):
            page = form.changed(page_of(definition, self.code))
            return Changed(partial(put_page, changed=page), self.about)
        if isinstance(form, EndingForm):
            ending = form.changed(ending_of(definition, self.code))
            return Changed(partial(put_ending, changed=ending), self.about)
        raise Gone


def part_of(
    definition: Definition,
    about: str,
    *,
    series: Questionnaire | None,
    data: QueryDict | None = None,
) -> Edited:
    """Open a part of the draft, with what was typed when it comes back. Raises Gone."""
    kind, _, code = about.partition("/")
    if kind == "question":
        return _question(definition, question_of(definition, code), series, data)
    if kind == "page":
        page = page_of(definition, code)
        shown = {
            "title": page.title.get(definition.default_language, ""),
            "sample": page.sample,
            "shuffle": page.shuffle,
        }
        form: PartForm = PageForm(data, definition=definition, initial=shown)
        before = _before_page(definition, code)
        condition = _conditional(page.show_if, definition, before, data)
    elif kind == "ending":
        ending = ending_of(definition, code)
        shown = {"text": ending.text.get(definition.default_language, ""), "link": ending.link}
        form = EndingForm(data, definition=definition, initial=shown)
        condition = _conditional(ending.show_if, definition, list(all_singles(definition)), data)
    elif kind == "survey":
        shown = {
            "title": definition.title.get(definition.default_language, ""),
            "intro": definition.intro.get(definition.default_language, ""),
            "one_page": definition.one_page,
        }
        form = SurveyForm(data, definition=definition, initial=shown)
        condition = None
    else:
        raise Gone
    return Edited(about, kind, code, form, definition, condition=condition)


def _question(
    definition: Definition,
    question: Question,
    series: Questionnaire | None,
    data: QueryDict | None,
) -> Edited:
    fixed = _is_fixed(question, series)
    form = QuestionForm(data, definition=definition, question=question, fixed=fixed)
    before = _before(definition, question)
    language = definition.default_language
    return Edited(
        about=f"question/{question.code}",
        kind="question",
        code=question.code,
        form=form,
        definition=definition,
        question=question,
        condition=_conditional(question.show_if, definition, before, data),
        choices=_choices(question, language, data) if question.kind in CHOSEN else (),
        rows=_rows(question, language, data) if question.kind == "matrix" else (),
        advice=advice_for(question, definition),
        pipes=[(one.code, name_of(definition, one.code)) for one in before],
        kind_name=KINDS[question.kind],
        fixed=fixed,
    )


def _is_fixed(question: Question, series: Questionnaire | None) -> bool:
    """Answers are kept under the code of an item for ever, on the scale that it has."""
    if series is None:
        return False
    codes = [one.code for one in singles(question)]
    return series.items.filter(code__in=codes).exists()


def _choices(question: Question, language: str, data: QueryDict | None) -> list[Slot]:
    if data is None:
        kept = [
            Slot(n, one.code, one.text.get(language, ""), one.exclusive, one.other)
            for n, one in enumerate(question.choices)
        ]
    else:
        sent = Sent.of(data)
        kept = [
            Slot(
                n,
                sent.get("choice", n, "code"),
                sent.get("choice", n, "text"),
                bool(sent.get("choice", n, "exclusive")),
                bool(sent.get("choice", n, "other")),
            )
            for n in sent.numbers("choice")
        ]
    return [*kept, *_blank(kept)]


def _rows(question: Question, language: str, data: QueryDict | None) -> list[Slot]:
    if data is None:
        kept = [
            Slot(n, one.code, one.text.get(language, ""), role=one.role)
            for n, one in enumerate(question.rows)
        ]
    else:
        sent = Sent.of(data)
        kept = [
            Slot(
                n,
                sent.get("row", n, "code"),
                sent.get("row", n, "text"),
                role=sent.get("row", n, "role"),
            )
            for n in sent.numbers("row")
        ]
    return [*kept, *(Slot(one.number, role="driver") for one in _blank(kept))]


def codes_after(question: Question, data: QueryDict) -> list[tuple[str, str]]:
    """The fields of codes in a form that was saved, so that what was added keeps its code."""
    kind = "choice" if question.kind in CHOSEN else "row"
    sent = Sent.of(data)
    filled = [n for n in sent.numbers(kind) if sent.get(kind, n, "text")]
    choices = [one.code for one in question.choices]
    codes = choices if kind == "choice" else [one.code for one in question.rows]
    return [(f"{kind}-{n}-code", code) for n, code in zip(filled, codes, strict=False)]


def _blank(kept: Sequence[Slot]) -> list[Slot]:
    """Two lines more, so that something can be added without JavaScript."""
    following = max((one.number for one in kept), default=-1) + 1
    return [Slot(following), Slot(following + 1)]


def _conditional(
    condition: Condition | None,
    definition: Definition,
    before: Sequence[Question],
    data: QueryDict | None,
) -> Conditional | None:
    """The condition as its form shows it; None where nothing stands before it to depend on."""
    tests = tests_of(condition)
    if data is not None and "plain_tests" in data:
        tests = read_tests(Sent.of(data))
    if not before and condition is None:
        return None
    return Conditional(
        sentence=condition_told(condition, definition),
        tests=None if tests is None else _test_slots(tests),
        joined="all" if tests is None else tests.joined,
        asked=[(one.code, name_of(definition, one.code)) for one in before],
        answers=_answers(before, definition.default_language),
        hows=list(HOWS.items()),
    )


def _answers(before: Sequence[Question], language: str) -> list[str]:
    words = (choice.text.get(language, "") for one in before for choice in one.choices)
    return list(dict.fromkeys(filter(None, words)))


def _test_slots(tests: Tests) -> list[Slot]:
    kept = [Slot(n, clause=clause) for n, clause in enumerate(tests.clauses)]
    return kept if len(kept) >= MOST_CLAUSES else [*kept, Slot(len(kept))]


def _before(definition: Definition, question: Question) -> list[Question]:
    """What a question may depend on: all that is asked before it, and what is hidden."""
    found: list[Question] = []
    for one in questions(definition):
        if one.code == question.code:
            break
        found += singles(one)
    return found


def _before_page(definition: Definition, code: str) -> list[Question]:
    found: list[Question] = []
    for page in definition.pages:
        if page.code == code:
            break
        for one in page.questions:
            found += singles(one)
    return found
