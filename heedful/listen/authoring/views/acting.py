"""What the buttons of the outline do to a draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.utils.translation import gettext as _

from heedful.listen.authoring import editing
from heedful.listen.authoring.domain import Edit
from heedful.listen.authoring.kinds import KINDS
from heedful.listen.surveys.definition import Definition, Kind


@dataclass(frozen=True, slots=True)
class Action:
    """`about` is the part that is open afterwards."""

    edit: Edit
    about: str
    told: str = ""


Maker = Callable[[Definition, str, Mapping[str, str]], Action]


def act(definition: Definition, wanted: str, about: str, told: Mapping[str, str]) -> Action:
    """Return what a button does. Raises Gone when its part is there no more, or it is no button."""
    kind, _, code = about.partition("/")
    maker = ACTIONS.get((wanted, kind)) or ACTIONS.get((wanted, ""))
    if maker is None:
        raise editing.Gone
    return maker(definition, code, told)


def _add(definition: Definition, code: str, told: Mapping[str, str]) -> Action:
    kind = told.get("kind", "")
    if kind not in KINDS:
        raise editing.Gone
    question = editing.new_question(definition, cast("Kind", kind))
    edit = partial(editing.add_question, page=code, question=question)
    return Action(edit, f"question/{question.code}")


def _copy(definition: Definition, code: str, _told: Mapping[str, str]) -> Action:
    codes = {one.code for one in editing.questions(definition)}
    copied = editing.duplicate_question(definition, code)
    (added,) = {one.code for one in editing.questions(copied)} - codes
    edit = partial(editing.duplicate_question, code=code)
    return Action(edit, f"question/{added}", _("This is the copy."))


def _remove(definition: Definition, code: str, _told: Mapping[str, str]) -> Action:
    order = [one.code for one in editing.questions(definition)]
    if code not in order:
        raise editing.Gone
    at, left = order.index(code), [one for one in order if one != code]
    beside = f"question/{left[min(at, len(left) - 1)]}" if left else "survey"
    told = _("The question is taken out. “Undo” brings it back.")
    return Action(partial(editing.remove_question, code=code), beside, told)


def _add_page(definition: Definition, _code: str, _told: Mapping[str, str]) -> Action:
    added = editing.add_page(definition).pages[-1].code
    return Action(editing.add_page, f"page/{added}")


def _remove_page(definition: Definition, code: str, _told: Mapping[str, str]) -> Action:
    left = [one.code for one in definition.pages if one.code != code]
    told = _("The page is taken away; its questions moved. “Undo” brings it back.")
    about = f"page/{left[0]}" if left else f"page/{code}"
    return Action(partial(editing.remove_page, code=code), about, told if left else "")


def _add_ending(definition: Definition, _code: str, _told: Mapping[str, str]) -> Action:
    added = editing.add_ending(definition).endings[0].code
    return Action(editing.add_ending, f"ending/{added}")


def _remove_ending(_definition: Definition, code: str, _told: Mapping[str, str]) -> Action:
    told = _("The thank-you is taken out. “Undo” brings it back.")
    return Action(partial(editing.remove_ending, code=code), "survey", told)


def _move(kind: str, move: Callable[..., Definition], by: int) -> Maker:
    def maker(_definition: Definition, code: str, _told: Mapping[str, str]) -> Action:
        return Action(partial(move, code=code, by=by), f"{kind}/{code}")

    return maker


ACTIONS: Mapping[tuple[str, str], Maker] = {
    ("add", "page"): _add,
    ("copy", "question"): _copy,
    ("remove", "question"): _remove,
    ("up", "question"): _move("question", editing.move_question, -1),
    ("down", "question"): _move("question", editing.move_question, 1),
    ("add_page", ""): _add_page,
    ("remove", "page"): _remove_page,
    ("up", "page"): _move("page", editing.move_page, -1),
    ("down", "page"): _move("page", editing.move_page, 1),
    ("add_ending", ""): _add_ending,
    ("remove", "ending"): _remove_ending,
    ("up", "ending"): _move("ending", editing.move_ending, -1),
    ("down", "ending"): _move("ending", editing.move_ending, 1),
}
