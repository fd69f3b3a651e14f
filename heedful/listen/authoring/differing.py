"""What is otherwise in a later version. Knows no Django and no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from heedful.listen.authoring.editing import questions
from heedful.listen.surveys.definition import (
    Definition,
    Page,
    Question,
    Text,
    scale_of,
)

What = Literal[
    "added", "removed", "words", "scale", "choices", "shown", "asking", "order", "pages",
    "endings", "look", "languages", "texts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """`name` is the question's words where it is about one; before and after where they tell."""

    what: What
    name: str = ""
    before: str = ""
    after: str = ""


def differences(old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Return what a customer or a reader of answers would notice, in the order of the survey."""
    language = new.default_language
    before = {one.code: one for one in questions(old)}
    after = {one.code: one for one in questions(new)}
    return (
        *(_named("added", one, language) for one in after.values() if one.code not in before),
        *(_named("removed", one, language) for one in before.values() if one.code not in after),
        *(
            found
            for code, one in after.items()
            if code in before
            for found in _between(before[code], one, language)
        ),
        *_around(old, new, list(before), list(after)),
    )


def _between(old: Question, new: Question, language: str) -> Iterator[Difference]:
    if old == new:
        return
    name = _said(new.text, language)
    if _said(old.text, language) != name:
        yield Difference("words", name, _said(old.text, language), name)
    if (old.kind, scale_of(old)) != (new.kind, scale_of(new)):
        yield Difference("scale", name)
    if _codes(old) != _codes(new):
        yield Difference("choices", name)
    if old.show_if != new.show_if:
        yield Difference("shown", name)
    if _rest(old) != _rest(new):
        yield Difference("asking", name)


def _around(
    old: Definition, new: Definition, before: list[str], after: list[str]
) -> Iterator[Difference]:
    both = set(before) & set(after)
    if [one for one in before if one in both] != [one for one in after if one in both]:
        yield Difference("order")
    if [_settings(one) for one in old.pages] != [_settings(one) for one in new.pages]:
        yield Difference("pages")
    if old.endings != new.endings:
        yield Difference("endings")
    if old.theme != new.theme:
        yield Difference("look")
    if old.languages != new.languages:
        yield Difference("languages", "", ", ".join(old.languages), ", ".join(new.languages))
    if (old.title, old.intro, old.phrases) != (new.title, new.intro, new.phrases):
        yield Difference("texts")


def _named(what: What, question: Question, language: str) -> Difference:
    return Difference(what, _said(question.text, language) or question.code)


def _said(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _codes(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(one.code for one in question.choices), tuple(one.code for one in question.rows)


def _rest(question: Question) -> Question:
    """What is left of a question without that which has a sentence of its own."""
    plain: Text = {}
    return replace(
        question, text=plain, kind="text", low=None, high=None, choices=(), rows=(), show_if=None
    )


def _settings(page: Page) -> Page:
    return replace(page, questions=())
