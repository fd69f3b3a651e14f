"""Definitions as JSON, read with distrust."""

from typing import Any as Anything

import msgspec
from django.utils.translation import gettext as _

from heedful.listen.surveys.definition.conditions import DEEPEST, Condition, depth
from heedful.listen.surveys.definition.model import Definition

LONGEST = 2_000_000
MOST_PAGES = 200
MOST_QUESTIONS = 1_000
MOST_PARTS = 2_000


class Unreadable(Exception):
    """It is no definition; the sentence says where and why."""


def encode(definition: Definition) -> bytes:
    """Return a definition as JSON; what is as usual is left out."""
    return msgspec.json.encode(definition)


def as_plain(definition: Definition) -> dict[str, Anything]:
    """Return a definition as plain values, for a JSON column."""
    plain: dict[str, Anything] = msgspec.json.decode(encode(definition))
    return plain


def decode(content: bytes | str | dict[str, Anything]) -> Definition:
    """Read a definition. Raises Unreadable."""
    try:
        if isinstance(content, dict):
            found = msgspec.convert(content, Definition)
        else:
            if len(content) > LONGEST:
                raise Unreadable(_("The definition is larger than two megabytes."))
            found = msgspec.json.decode(content, type=Definition)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Unreadable(str(error)) from error
    except RecursionError as error:
        raise Unreadable(_("Conditions are nested too deeply.")) from error
    _keep_bounds(found)
    return found


def _keep_bounds(found: Definition) -> None:
    questions = [one for page in found.pages for one in page.questions]
    if len(found.pages) > MOST_PAGES or len(questions) > MOST_QUESTIONS:
        raise Unreadable(
            _("There are more than %(pages)d pages or %(questions)d questions.")
            % {"pages": MOST_PAGES, "questions": MOST_QUESTIONS}
        )
    if sum(len(one.choices) + len(one.rows) for one in questions) > MOST_PARTS:
        raise Unreadable(_("There are more than %(n)d choices and rows.") % {"n": MOST_PARTS})
    conditions: list[Condition | None] = [
        *(one.show_if for one in found.pages),
        *(one.show_if for one in questions),
        *(one.show_if for one in found.endings),
    ]
    if max(map(_depth, conditions), default=0) > DEEPEST:
        raise Unreadable(_("Conditions are nested too deeply."))


def _depth(condition: Condition | None) -> int:
    try:
        return depth(condition)
    except RecursionError:
        return DEEPEST + 1
