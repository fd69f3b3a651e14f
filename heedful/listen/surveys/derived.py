"""The definition of a version that was never written as one: made from its items."""

from collections.abc import Sequence
from typing import cast

from heedful.listen.surveys.definition import Definition, Page, Question, Role
from heedful.listen.surveys.models import Item, ItemKind, ItemRole

COMMENT = "comment"


def derive(items: Sequence[Item]) -> Definition:
    """Return one page that asks the items, in this order, and for words at its end."""
    codes = {item.code for item in items}
    comment = COMMENT if COMMENT not in codes else f"{COMMENT}_"
    words = Question(code=comment, kind="text", text={}, role="open")
    return Definition(
        title={}, pages=(Page(code="all", questions=(*map(_question, items), words)),)
    )


def _question(item: Item) -> Question:
    recommend = item.kind == ItemKind.RECOMMEND
    return Question(
        code=item.code,
        kind="recommend" if recommend else "scale",
        text={"en": item.label},
        role=cast("Role", item.role),
        primary=item.primary,
        required=item.primary,
        low=None if recommend else item.low,
        high=None if recommend else item.high,
        # An outcome applies to everybody; the rest may not have come up in this visit.
        unused_ok=item.role != ItemRole.OUTCOME,
    )
