"""Finding parts of a draft, and naming new ones. Knows no Django and no clock."""

import re
from collections.abc import Iterator
from typing import TypeVar

from msgspec.structs import replace

from heedful.listen.authoring.texts import texts_of
from heedful.listen.surveys.definition import Definition, Ending, Page, Question, all_singles

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


def _found(those: Iterator[Part]) -> Part:
    found = next(those, None)
    if found is None:
        raise Gone
    return found
