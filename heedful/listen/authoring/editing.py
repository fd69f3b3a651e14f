"""Changing a draft: each function returns the survey as it is afterwards.

Knows no Django and no clock. What is changed is named by `about`, so that two people who change
different things do not get in each other's way.
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from heedful.listen.authoring.conditioning import renamed
from heedful.listen.authoring.texts import texts_of
from heedful.listen.surveys.definition import (
    CHOSEN,
    RATED,
    Choice,
    Definition,
    Ending,
    Kind,
    Page,
    Question,
    Role,
    Row,
    Theme,
    all_singles,
)

NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
LONGEST_CODE = 40
Part = TypeVar("Part")


class Gone(LookupError):
    """What should be changed is not in the survey any more."""


def question_of(definition: Definition, code: str) -> Question:
    """Find a question. Raises Gone."""
    return _found(one for one in questions(definition) if one.code == code)


def page_of(definition: Definition, code: str) -> Page:
    """Find a page. Raises Gone."""
    return _found(one for one in definition.pages if one.code == code)


def ending_of(definition: Definition, code: str) -> Ending:
    """Find a thank-you. Raises Gone."""
    return _found(one for one in definition.endings if one.code == code)


def questions(definition: Definition) -> Iterator[Question]:
    return (question for page in definition.pages for question in page.questions)


def part(definition: Definition, about: str) -> object:
    """Return what a change is about; None for what can always be done, and for what is gone."""
    kind, _, code = about.partition("/")
    if kind == "survey":
        return (definition.title, definition.intro, definition.one_page)
    if kind == "theme":
        return definition.theme
    if kind == "words":
        return {said.path: said.text.get(code, "") for said in texts_of(definition)}
    try:
        if kind == "page":
            return replace(page_of(definition, code), questions=())
        finders = {"question": question_of, "ending": ending_of}
        return finders[kind](definition, code) if kind in finders else None
    except Gone:
        return None


def free_code(definition: Definition, words: str) -> str:
    """Make a code of words that nothing in the survey has yet.

    >>> free_code(Definition({}, ()), "How clean was it?")
    'how_clean_was_it'
    """
    taken = {one.code for one in all_singles(definition)} | {
        one.code for one in questions(definition)
    }
    return _free(words, taken, "question")


def free_part_code(taken: set[str], words: str) -> str:
    """Make a code for a choice, a row, a page or a thank-you among those beside it."""
    return _free(words, taken, "answer")


def _free(words: str, taken: set[str], plain: str) -> str:
    base = NOT_A_LETTER.sub("_", words.casefold()).strip("_")[:LONGEST_CODE].strip("_") or plain
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def new_question(definition: Definition, kind: Kind) -> Question:
    """A question of a kind, with no words yet and what the kind cannot be without."""
    blank = {definition.default_language: ""}
    two = (Choice("answer_1", blank), Choice("answer_2", blank))
    return Question(
        code=free_code(definition, kind),
        kind=kind,
        text=blank,
        role=usual_role(kind),
        choices=two if kind in CHOSEN else (),
        rows=(Row("row_1", blank, role="driver"),) if kind == "matrix" else (),
        unused_ok=kind in {"scale", "stars", "smileys", "matrix"},
    )


def usual_role(kind: Kind) -> Role:
    """What a question of this kind is mostly asked for."""
    if kind == "recommend":
        return "outcome"
    if kind in RATED:
        return "driver"
    return "open" if kind == "text" else ""


def put_survey(definition: Definition, changed: Definition) -> Definition:
    """Take title, introduction and the way of paging of another."""
    return replace(definition, title=changed.title, intro=changed.intro, one_page=changed.one_page)


def put_theme(definition: Definition, theme: Theme) -> Definition:
    """Give a survey another look."""
    return replace(definition, theme=theme)


def put_question(definition: Definition, code: str, changed: Question) -> Definition:
    """Put a question in the place of the one with this code. Raises Gone.

    With a new code, conditions on it go along; and only one outcome is what everything is about.
    """
    question_of(definition, code)
    if changed.primary:
        definition = _each(definition, lambda one: replace(one, primary=False))
    put = _each(definition, lambda one: changed if one.code == code else one)
    return renamed(put, code, changed.code) if changed.code != code else put


def add_question(definition: Definition, page: str, question: Question) -> Definition:
    """Add a question at the end of a page. Raises Gone."""
    place = page_of(definition, page)
    return _put_page(definition, replace(place, questions=(*place.questions, question)))


def duplicate_question(definition: Definition, code: str) -> Definition:
    """Put a copy behind a question; the series knows it as another item. Raises Gone."""
    original = question_of(definition, code)
    taken = {one.code for one in all_singles(definition)} | set(map(_code, questions(definition)))
    copy = replace(original, code=free_part_code(taken, code), primary=False)
    taken.add(copy.code)
    rows = []
    for row in copy.rows:
        rows.append(replace(row, code=free_part_code(taken, row.code), primary=False))
        taken.add(rows[-1].code)
    copy = replace(copy, rows=tuple(rows))
    return _pages(
        definition,
        lambda page: _behind(page, original.code, copy),
    )


def remove_question(definition: Definition, code: str) -> Definition:
    """Take a question out. Raises Gone. Conditions that look at it are then named as problems."""
    question_of(definition, code)
    return _pages(
        definition,
        lambda page: replace(
            page, questions=tuple(one for one in page.questions if one.code != code)
        ),
    )


def move_question(definition: Definition, code: str, by: int) -> Definition:
    """Move a question one place up (-1) or down (1), over the edge of its page too. Raises Gone."""
    question = question_of(definition, code)
    at = next(n for n, page in enumerate(definition.pages) if question in page.questions)
    page = definition.pages[at]
    place = page.questions.index(question) + by
    if 0 <= place < len(page.questions):
        return _put_page(definition, replace(page, questions=swapped(page.questions, place, -by)))
    if not 0 <= at + by < len(definition.pages):
        return definition
    left = remove_question(definition, code)
    beside = left.pages[at + by]
    order = (*beside.questions, question) if by < 0 else (question, *beside.questions)
    return _put_page(left, replace(beside, questions=order))


def add_page(definition: Definition) -> Definition:
    """Add an empty page at the end."""
    code = free_part_code(set(map(_code, definition.pages)), f"page_{len(definition.pages) + 1}")
    return replace(definition, pages=(*definition.pages, Page(code, ())))


def put_page(definition: Definition, changed: Page) -> Definition:
    """Give a page other settings; its questions stay. Raises Gone."""
    return _put_page(
        definition, replace(changed, questions=page_of(definition, changed.code).questions)
    )


def move_page(definition: Definition, code: str, by: int) -> Definition:
    """Move a page one place up or down. Raises Gone."""
    at = definition.pages.index(page_of(definition, code))
    if not 0 <= at + by < len(definition.pages):
        return definition
    return replace(definition, pages=swapped(definition.pages, at, by))


def remove_page(definition: Definition, code: str) -> Definition:
    """Take a page away; its questions go to the page before it, or after. Raises Gone."""
    page = page_of(definition, code)
    at = definition.pages.index(page)
    left = [one for one in definition.pages if one.code != code]
    if not left:
        return definition
    beside = left[max(at - 1, 0)]
    both = (*beside.questions, *page.questions) if at else (*page.questions, *beside.questions)
    left[max(at - 1, 0)] = replace(beside, questions=both)
    return replace(definition, pages=tuple(left))


def add_ending(definition: Definition) -> Definition:
    """Add a thank-you in front; the first whose condition is met is shown."""
    code = free_part_code(set(map(_code, definition.endings)), "thanks")
    added = Ending(code, {definition.default_language: ""})
    return replace(definition, endings=(added, *definition.endings))


def put_ending(definition: Definition, changed: Ending) -> Definition:
    """Change a thank-you. Raises Gone. All carry the same link, so that nobody is held back."""
    ending_of(definition, changed.code)
    put = (changed if one.code == changed.code else one for one in definition.endings)
    return replace(definition, endings=tuple(replace(one, link=changed.link) for one in put))


def move_ending(definition: Definition, code: str, by: int) -> Definition:
    """Move a thank-you one place up or down. Raises Gone."""
    at = definition.endings.index(ending_of(definition, code))
    if not 0 <= at + by < len(definition.endings):
        return definition
    return replace(definition, endings=swapped(definition.endings, at, by))


def remove_ending(definition: Definition, code: str) -> Definition:
    """Take a thank-you away. Raises Gone."""
    ending_of(definition, code)
    left = tuple(one for one in definition.endings if one.code != code)
    return replace(definition, endings=left)


def swapped(parts: tuple[Part, ...], at: int, by: int) -> tuple[Part, ...]:
    """Exchange a part with its neighbour."""
    order = list(parts)
    order[at], order[at + by] = order[at + by], order[at]
    return tuple(order)


def _code(one: Page | Ending | Question) -> str:
    return one.code


def _behind(page: Page, code: str, added: Question) -> Page:
    order: list[Question] = []
    for one in page.questions:
        order += [one, added] if one.code == code else [one]
    return replace(page, questions=tuple(order))


def _each(definition: Definition, change: Callable[[Question], Question]) -> Definition:
    return _pages(
        definition,
        lambda page: replace(page, questions=tuple(change(one) for one in page.questions)),
    )


def _pages(definition: Definition, change: Callable[[Page], Page]) -> Definition:
    return replace(definition, pages=tuple(change(page) for page in definition.pages))


def _put_page(definition: Definition, page: Page) -> Definition:
    return _pages(definition, lambda one: page if one.code == page.code else one)


def _found(those: Iterator[Part]) -> Part:
    found = next(those, None)
    if found is None:
        raise Gone
    return found
