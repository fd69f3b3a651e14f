"""Changing the questions of a draft. Knows no Django and no clock."""

from msgspec.structs import replace

from heedful.listen.authoring.conditioning import renamed
from heedful.listen.authoring.editing.finding import (
    free_code,
    free_part_code,
    page_of,
    question_of,
    questions,
)
from heedful.listen.authoring.editing.whole import each_page, each_question, put_whole_page, swapped
from heedful.listen.surveys.definition import (
    CHOSEN,
    RATED,
    Choice,
    Definition,
    Kind,
    Page,
    Question,
    Role,
    Row,
    all_singles,
)


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


def put_question(definition: Definition, code: str, changed: Question) -> Definition:
    """Put a question in the place of the one with this code. Raises Gone.

    With a new code, conditions on it go along; and only one outcome is what everything is about.
    """
    question_of(definition, code)
    if changed.primary:
        definition = each_question(definition, lambda one: replace(one, primary=False))
    put = each_question(definition, lambda one: changed if one.code == code else one)
    return renamed(put, code, changed.code) if changed.code != code else put


def add_question(definition: Definition, page: str, question: Question) -> Definition:
    """Add a question at the end of a page. Raises Gone."""
    place = page_of(definition, page)
    return put_whole_page(definition, replace(place, questions=(*place.questions, question)))


def duplicate_question(definition: Definition, code: str) -> Definition:
    """Put a copy behind a question; the series knows it as another item. Raises Gone."""
    original = question_of(definition, code)
    taken = {one.code for one in all_singles(definition)} | {
        one.code for one in questions(definition)
    }
    copy = replace(original, code=free_part_code(taken, code), primary=False)
    taken.add(copy.code)
    rows = []
    for row in copy.rows:
        rows.append(replace(row, code=free_part_code(taken, row.code), primary=False))
        taken.add(rows[-1].code)
    copy = replace(copy, rows=tuple(rows))
    return each_page(
        definition,
        lambda page: _behind(page, original.code, copy),
    )


def remove_question(definition: Definition, code: str) -> Definition:
    """Take a question out. Raises Gone. Conditions that look at it are then named as problems."""
    question_of(definition, code)
    return each_page(
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
        return put_whole_page(
            definition, replace(page, questions=swapped(page.questions, place, -by))
        )
    if not 0 <= at + by < len(definition.pages):
        return definition
    left = remove_question(definition, code)
    beside = left.pages[at + by]
    order = (*beside.questions, question) if by < 0 else (question, *beside.questions)
    return put_whole_page(left, replace(beside, questions=order))


def _behind(page: Page, code: str, added: Question) -> Page:
    order: list[Question] = []
    for one in page.questions:
        order += [one, added] if one.code == code else [one]
    return replace(page, questions=tuple(order))
