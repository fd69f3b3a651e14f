"""The draft as its pages show it: every part by name, what is wrong with it, where it is edited."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.listen.authoring.checking import findings
from heedful.listen.authoring.editing import questions
from heedful.listen.authoring.kinds import KINDS, SHORT_ROLES, Words
from heedful.listen.authoring.sentences import condition_told, shortened
from heedful.listen.surveys.definition import Definition, Problem, Question, Theme, check, singles
from heedful.listen.surveys.lint import Finding, advice_on

PLACE = re.compile(r"pages\.(\d+)(?:\.questions\.(\d+))?|endings\.(\d+)|(theme)")


@dataclass(frozen=True, slots=True)
class Part:
    """A question, page or thank-you in the outline; `about` is its name in addresses."""

    about: str
    name: str
    kind: Words = ""
    role: Words = ""
    primary: bool = False
    condition: str = ""
    marks: int = 0
    wrong: bool = False
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class OutlinePage:
    page: Part
    sample: int | None
    questions: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Fault:
    """What has to be mended before publishing, and where."""

    about: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Advised:
    """A finding of the item rules with what to do."""

    words: str
    name: Words
    why: Words
    better: Words
    row: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    pages: Sequence[OutlinePage]
    endings: Sequence[Part]
    faults: Sequence[Fault]


def outline_of(definition: Definition) -> Outline:
    """Tell of a draft what stands where."""
    faults = faults_of(definition)
    wrong = {fault.about for fault in faults}
    marked = findings(definition, definition.default_language)
    last = len(definition.pages) - 1
    pages = [
        OutlinePage(
            page=Part(
                about=f"page/{page.code}",
                name=_said(definition, page.title) or _("Page %(n)s") % {"n": number + 1},
                condition=condition_told(page.show_if, definition),
                wrong=f"page/{page.code}" in wrong,
                first=number == 0,
                last=number == last,
            ),
            sample=page.sample,
            questions=[
                _question(
                    one, definition, marked, wrong,
                    first=number == 0 and at == 0,
                    last=number == last and at == len(page.questions) - 1,
                )
                for at, one in enumerate(page.questions)
            ],
        )
        for number, page in enumerate(definition.pages)
    ]  # fmt: skip
    endings = [
        Part(
            about=f"ending/{one.code}",
            name=shortened(_said(definition, one.text)) or _("Without words yet"),
            condition=condition_told(one.show_if, definition) or _("For everybody else."),
            wrong=f"ending/{one.code}" in wrong,
            first=at == 0,
            last=at == len(definition.endings) - 1,
        )
        for at, one in enumerate(definition.endings)
    ]
    return Outline(pages, endings, faults)


def _question(
    question: Question,
    definition: Definition,
    marked: Mapping[str, Sequence[Finding]],
    wrong: set[str],
    *,
    first: bool,
    last: bool,
) -> Part:
    return Part(
        about=f"question/{question.code}",
        name=shortened(_said(definition, question.text)) or _("Without words yet"),
        kind=KINDS[question.kind],
        role=SHORT_ROLES[question.role],
        primary=question.primary,
        condition=condition_told(question.show_if, definition),
        marks=sum(len(marked.get(one.code, ())) for one in singles(question)),
        wrong=f"question/{question.code}" in wrong,
        first=first,
        last=last,
    )


def faults_of(definition: Definition) -> list[Fault]:
    """Tell what has to be mended, each with the part in which it is."""
    return [_fault(problem, definition) for problem in check(definition)]


def _fault(problem: Problem, definition: Definition) -> Fault:
    about, name = _where(problem.path, definition)
    # These sentences are kept where no translation is known; they are looked up here.
    return Fault(about, name, _(problem.sentence))


def _where(path: str, definition: Definition) -> tuple[str, str]:
    found = PLACE.match(path)
    if found is None:
        return "survey", _("The survey")
    page, question, ending, theme = found.groups()
    if theme:
        return "theme", _("Look")
    if ending is not None:
        return f"ending/{definition.endings[int(ending)].code}", _("Thank-you")
    at = definition.pages[int(page)]
    if question is None:
        return f"page/{at.code}", _("Page %(n)s") % {"n": int(page) + 1}
    asked = at.questions[int(question)]
    return f"question/{asked.code}", shortened(_said(definition, asked.text)) or asked.code


def theme_faults(theme: Theme) -> list[tuple[str, str]]:
    """Tell what cannot be used of a look, by the field of it."""
    only = Definition(title={}, pages=(), theme=theme)
    return [
        (problem.path.removeprefix("theme."), _(problem.sentence))
        for problem in check(only)
        if problem.path.startswith("theme.")
    ]


def advice_for(question: Question, definition: Definition) -> list[Advised]:
    """Tell what the item rules say to a question and the rows of it."""
    marked = findings(definition, definition.default_language)
    return [
        Advised(
            words=one.words,
            name=advice_on(one.kind).name,
            why=advice_on(one.kind).why,
            better=advice_on(one.kind).better,
            row=_said(definition, single.text) if question.kind == "matrix" else "",
        )
        for single in singles(question)
        for one in marked.get(single.code, ())
    ]


def first_part(definition: Definition) -> str:
    """What is shown when nothing was chosen."""
    first = next(questions(definition), None)
    return "survey" if first is None else f"question/{first.code}"


def _said(definition: Definition, text: Mapping[str, str]) -> str:
    return text.get(definition.default_language, "")
