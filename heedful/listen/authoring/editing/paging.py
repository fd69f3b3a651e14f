"""Changing the pages and thank-yous of a draft. Knows no Django and no clock."""

from msgspec.structs import replace

from heedful.listen.authoring.editing.finding import ending_of, free_part_code, page_of
from heedful.listen.authoring.editing.whole import put_whole_page, swapped
from heedful.listen.surveys.definition import Definition, Ending, Page


def add_page(definition: Definition) -> Definition:
    """Add an empty page at the end."""
    code = free_part_code(
        {one.code for one in definition.pages}, f"page_{len(definition.pages) + 1}"
    )
    return replace(definition, pages=(*definition.pages, Page(code, ())))


def put_page(definition: Definition, changed: Page) -> Definition:
    """Give a page other settings; its questions stay. Raises Gone."""
    return put_whole_page(
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
    code = free_part_code({one.code for one in definition.endings}, "thanks")
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
