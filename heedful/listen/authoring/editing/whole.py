"""Putting parts into a draft: what all changes are made of. Knows no Django and no clock."""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from heedful.listen.surveys.definition import Definition, Page, Question, Theme

Part = TypeVar("Part")


def put_survey(definition: Definition, changed: Definition) -> Definition:
    """Take title, introduction and the way of paging of another."""
    return replace(definition, title=changed.title, intro=changed.intro, one_page=changed.one_page)


def put_theme(definition: Definition, theme: Theme) -> Definition:
    """Give a survey another look."""
    return replace(definition, theme=theme)


def swapped(parts: tuple[Part, ...], at: int, by: int) -> tuple[Part, ...]:
    """Exchange a part with its neighbour."""
    order = list(parts)
    order[at], order[at + by] = order[at + by], order[at]
    return tuple(order)


def each_question(definition: Definition, change: Callable[[Question], Question]) -> Definition:
    return each_page(
        definition,
        lambda page: replace(page, questions=tuple(change(one) for one in page.questions)),
    )


def each_page(definition: Definition, change: Callable[[Page], Page]) -> Definition:
    return replace(definition, pages=tuple(change(page) for page in definition.pages))


def put_whole_page(definition: Definition, page: Page) -> Definition:
    return each_page(definition, lambda one: page if one.code == page.code else one)
