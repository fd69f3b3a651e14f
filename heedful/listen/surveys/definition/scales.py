"""The scale of a rated question, and the single questions that a matrix is made of."""

from collections.abc import Iterator
from typing import Literal, cast

import msgspec

from heedful.listen.surveys.definition.model import RATED, Definition, Question
from heedful.listen.surveys.rules import ItemSpec

STEPS = 5
ItemRole = Literal["outcome", "driver", "marker"]
ITEM_ROLES = ("outcome", "driver", "marker")


def scale_of(question: Question) -> tuple[int, int]:
    """Return the lowest and the highest answer of a rated question or a matrix.

    >>> scale_of(Question("q", "recommend", {})), scale_of(Question("q", "stars", {}))
    ((0, 10), (1, 5))
    """
    if question.kind == "recommend":
        return 0, 10
    low = 1 if question.low is None or question.kind != "scale" else question.low
    return low, STEPS if question.high is None else question.high


def singles(question: Question) -> tuple[Question, ...]:
    """Return what is answered one by one: the rows of a matrix as scales, else the question."""
    if question.kind != "matrix":
        return (question,)
    low, high = scale_of(question)
    return tuple(
        msgspec.structs.replace(
            question,
            code=row.code,
            kind="scale",
            text=row.text,
            role=row.role,
            primary=row.primary,
            low=low,
            high=high,
            rows=(),
            shuffle=False,
            show_if=None,
        )
        for row in question.rows
    )


def all_singles(definition: Definition) -> Iterator[Question]:
    """Go through everything that has an answer of its own, in the order it is written."""
    for page in definition.pages:
        for question in page.questions:
            yield from singles(question)


def is_item(question: Question) -> bool:
    """Say whether a single question has a place in the cells."""
    return question.kind in RATED and question.role in ITEM_ROLES


def item_specs(definition: Definition) -> tuple[ItemSpec, ...]:
    """Return the items of a survey; a version's slots and the scores of a record follow them."""
    return tuple(_item(one, definition) for one in all_singles(definition) if is_item(one))


def _item(question: Question, definition: Definition) -> ItemSpec:
    low, high = scale_of(question)
    label = question.text.get(definition.default_language) or question.code
    return ItemSpec(
        code=question.code,
        label=label[:300],
        role=cast("ItemRole", question.role),
        low=low,
        high=high,
        kind="recommend" if question.kind == "recommend" else "rating",
        primary=question.primary,
    )
