"""What is wrong with a definition, each with the path to it. Nothing wrong may be published."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.listen.surveys.definition.conditions import Condition, questions_in
from heedful.listen.surveys.definition.look import theme_problems
from heedful.listen.surveys.definition.model import Definition, Ending, Page, Question, Text
from heedful.listen.surveys.definition.question_checks import question_problems
from heedful.listen.surveys.definition.scales import all_singles, is_item, singles

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
CODE = re.compile(r"\w{1,60}")
ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1000}")
LOOKS_LIKE_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` leads to the part, such as `pages.0.questions.2.choices`."""

    path: str
    sentence: str


def check(definition: Definition) -> tuple[Problem, ...]:
    """Return what has to be mended before this survey can be published."""
    found = (
        *_languages(definition),
        *_text("title", definition.title, definition),
        *_codes(definition),
        *_outcomes(definition),
        *_pages(definition),
        *_conditions(definition),
        *_endings(definition),
        *theme_problems(definition.theme),
    )
    return tuple(Problem(path, sentence) for path, sentence in found)


Found = Iterator[tuple[str, str]]


def _languages(definition: Definition) -> Found:
    if definition.default_language not in definition.languages:
        yield "default_language", _("The first language is not one of the survey's languages.")
    for code in definition.languages:
        if not LANGUAGE.fullmatch(code):
            yield (
                "languages",
                _("“%(code)s” is not the code of a language, such as en or pt-BR.")
                % {"code": code},
            )
    if len(set(definition.languages)) < len(definition.languages):
        yield "languages", _("A language is named twice.")


def _text(path: str, text: Text, definition: Definition) -> Found:
    if not text.get(definition.default_language, "").strip():
        yield path, _("Words are missing in the survey's first language.")


def _codes(definition: Definition) -> Found:
    for path, codes in (
        ("pages", [one.code for one in definition.pages]),
        ("pages", [one.code for one in _asked(definition)]),
        ("endings", [one.code for one in definition.endings]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield path, _("The code “%(code)s” is used twice.") % {"code": code}
            if not CODE.fullmatch(code):
                sentence = _("The code “%(code)s” may have letters, digits and _ only.")
                yield path, sentence % {"code": code}


def _asked(definition: Definition) -> Iterator[Question]:
    """Everything with a code that answers are kept by, and matrices themselves."""
    yield from all_singles(definition)
    for page in definition.pages:
        yield from (one for one in page.questions if one.kind == "matrix")


def _outcomes(definition: Definition) -> Found:
    items = [one for one in all_singles(definition) if is_item(one)]
    if not any(one.role == "outcome" for one in items):
        yield "pages", _("Ask at least one rated question whose role is outcome.")
    if sum(one.primary for one in items) > 1:
        yield "pages", _("Only one outcome can be the one that everything is about.")
    for one in items:
        if one.primary and one.role != "outcome":
            yield "pages", _("Only an outcome can be what everything is about.")


def _pages(definition: Definition) -> Found:
    if not definition.pages:
        yield "pages", _("There is no page.")
    for at, page in enumerate(definition.pages):
        path = f"pages.{at}"
        if not page.questions:
            yield path, _("There is no question on this page.")
        if page.sample is not None and not 1 <= page.sample <= len(page.questions):
            yield (
                f"{path}.sample",
                _("Draw at least one question, and not more than there are on the page."),
            )
        for number, question in enumerate(page.questions):
            for where, sentence in question_problems(question, definition.default_language):
                yield f"{path}.questions.{number}{where}", sentence


def _conditions(definition: Definition) -> Found:
    """Conditions look back only, so that no way through the survey is a circle."""
    met = {one.code for page in definition.pages for one in page.questions if one.hidden}
    for at, page in enumerate(definition.pages):
        yield from _looks_back(f"pages.{at}.show_if", page.show_if, met)
        yield from _on_page(at, page, met)
        met |= {one.code for question in page.questions for one in singles(question)}
    for at, ending in enumerate(definition.endings):
        yield from _looks_back(f"endings.{at}.show_if", ending.show_if, met)


def _on_page(at: int, page: Page, before: set[str]) -> Found:
    met = set(before)
    for number, question in enumerate(page.questions):
        # On a page that is mixed, a question may stand above the one it depends on.
        known = before if page.shuffle else met
        yield from _looks_back(f"pages.{at}.questions.{number}.show_if", question.show_if, known)
        met |= {one.code for one in singles(question)}


def _looks_back(path: str, condition: Condition | None, known: set[str]) -> Found:
    for code in questions_in(condition):
        if code not in known:
            yield (
                path,
                _("This depends on “%(code)s”, which is not asked before it.") % {"code": code},
            )


def _endings(definition: Definition) -> Found:
    for at, ending in enumerate(definition.endings):
        yield from _ending(f"endings.{at}", ending, definition)
    if definition.endings and all(one.show_if for one in definition.endings):
        yield "endings", _("One thank-you must be for everybody else: it has no condition.")
    if len({one.link for one in definition.endings}) > 1:
        yield "endings", _("Everybody gets the same link, whatever they answered.")


def _ending(path: str, ending: Ending, definition: Definition) -> Found:
    yield from _text(f"{path}.text", ending.text, definition)
    if ending.link and not ADDRESS.fullmatch(ending.link):
        yield f"{path}.link", _("A link begins with https:// and has no spaces.")
    if any(LOOKS_LIKE_ADDRESS.search(words) for words in ending.text.values()):
        yield f"{path}.text", _("Put an address into the link, which everybody gets.")
