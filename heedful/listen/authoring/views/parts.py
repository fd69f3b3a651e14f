"""The part of a draft that is worked on: its form, and what the form does to the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.http import QueryDict

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
)
from heedful.listen.authoring.forms.parts import EndingForm, PageForm, PartForm, SurveyForm
from heedful.listen.authoring.forms.question import QuestionForm
from heedful.listen.authoring.kinds import KINDS, SHORT_ROLES, Words
from heedful.listen.authoring.outline import Advised, advice_for
from heedful.listen.authoring.sentences import name_of
from heedful.listen.authoring.views.conditional import (
    Conditional,
    asked_before,
    asked_before_page,
    conditional_of,
)
from heedful.listen.authoring.views.slots import Slot, choices_of, rows_of
from heedful.listen.surveys.definition import (
    CHOSEN,
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
        before = asked_before_page(definition, code)
        condition = conditional_of(page.show_if, definition, before, data)
    elif kind == "ending":
        ending = ending_of(definition, code)
        shown = {"text": ending.text.get(definition.default_language, ""), "link": ending.link}
        form = EndingForm(data, definition=definition, initial=shown)
        condition = conditional_of(ending.show_if, definition, list(all_singles(definition)), data)
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
    before = asked_before(definition, question)
    language = definition.default_language
    return Edited(
        about=f"question/{question.code}",
        kind="question",
        code=question.code,
        form=form,
        definition=definition,
        question=question,
        condition=conditional_of(question.show_if, definition, before, data),
        choices=choices_of(question, language, data) if question.kind in CHOSEN else (),
        rows=rows_of(question, language, data) if question.kind == "matrix" else (),
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
