"""The kinds of questions that SurveyJS has, each as one of ours."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.listen.exchange.asking import (
    Asked,
    Made,
    Option,
    chosen,
    each_row,
    left,
    matrix,
    rated,
    simple,
)
from heedful.listen.exchange.making import Making
from heedful.listen.exchange.plain import list_of, number_of, text_of
from heedful.listen.surveys.definition import Kind, Limits, Text

Plain = dict[str, object]
RECOMMEND = re.compile(r"recommend|empfehl|recomend|recommand", re.IGNORECASE)
WRITTEN = {
    "number": "number", "range": "number", "date": "date", "email": "email", "tel": "telephone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A question as SurveyJS writes it, and how its texts are read by language."""

    element: Plain
    words: Callable[[object], dict[str, str]]

    def get(self, name: str) -> object:
        return self.element.get(name)

    def text(self, making: Making, name: str) -> Text:
        return making.text(self.words(self.element.get(name)))

    def options(self, making: Making, name: str, value: str = "value") -> list[Option]:
        """Return choices or rows: each is its own value, or a value with a text."""
        found = []
        for one in list_of(self.element.get(name)):
            whole = one if isinstance(one, dict) else {value: one}
            theirs = text_of(whole.get(value)) or text_of(whole.get("name"))
            shown = whole.get("text") or whole.get("title") or theirs
            if theirs:
                found.append(Option(theirs, making.text(self.words(shown))))
        return found


def make(making: Making, asked: Asked, said: Said) -> Made:  # noqa: C901, PLR0911, PLR0912 - one per kind
    """Make a question of each type; the names are SurveyJS'."""
    match text_of(said.get("type")):
        case "rating":
            return _rating(making, asked, said)
        case "radiogroup" | "dropdown" | "buttongroup":
            return chosen(making, asked, "choice", _choices(making, said))
        case "checkbox" | "tagbox":
            most = number_of(said.get("maxSelectedChoices"), 0) or None
            fewest = number_of(said.get("minSelectedChoices"), 0) or None
            limits = Limits(fewest=fewest, most=most)
            return chosen(making, asked, "choices", _choices(making, said), limits)
        case "imagepicker":
            making.note(asked.theirs, "changed", _("Its pictures are not shown, only their words."))
            kind: Kind = "choices" if said.get("multiSelect") is True else "choice"
            return chosen(making, asked, kind, _choices(making, said))
        case "ranking":
            return chosen(making, asked, "ranking", _choices(making, said))
        case "boolean":
            return chosen(making, asked, "choice", _yes_no(making, said))
        case "matrix":
            return matrix(
                making, asked, said.options(making, "rows"), said.options(making, "columns")
            )
        case "text":
            return _text(making, asked, said)
        case "comment":
            longest = number_of(said.get("maxLength"), 0)
            limits = Limits(longest=longest if longest > 0 else None)
            return simple(making, asked, "text", limits)
        case "multipletext":
            return each_row(making, asked, "text", said.options(making, "items", "name"), ())
        case "slider":
            return _slider(making, asked, said)
        case "file":
            return simple(making, asked, "file")
        case "html" | "image":
            return left(making, asked, _("It only shows words. Put them beside a question."))
        case "expression":
            return left(making, asked, _("It is worked out by the other tool."))
        case type_:
            told = _("Questions of the type “%(type)s” have no counterpart.")
            return left(making, asked, told % {"type": type_[:40]})


def _rating(making: Making, asked: Asked, said: Said) -> Made:
    values = said.options(making, "rateValues")
    if values:
        steps = [number_of(one.theirs, -1) for one in values]
        if steps[0] < 0 or steps != list(range(steps[0], steps[0] + len(steps))):
            return chosen(making, asked, "choice", values)
        span = (steps[0], steps[-1])
    else:
        low = number_of(said.get("rateMin"), 1)
        count = number_of(said.get("rateCount"), 0)
        span = (low, low + count - 1 if count else number_of(said.get("rateMax"), 5))
        if number_of(said.get("rateStep"), 1) != 1:
            return left(making, asked, _("Steps of a scale are one apart here."))
    words = asked.text.get(making.first, "")
    if span == (0, 10) and RECOMMEND.search(words):
        return rated(making, asked, "recommend", span)
    shown = text_of(said.get("rateType")) or text_of(said.get("rateDisplayMode"))
    kinds: dict[str, Kind] = {"stars": "stars", "smileys": "smileys"}
    kind = kinds.get(shown, "scale")
    if kind == "smileys" and span[1] - span[0] > 4:
        making.note(asked.theirs, "changed", _("More than five smileys became a scale."))
        kind = "scale"
    ends = (said.text(making, "minRateDescription"), said.text(making, "maxRateDescription"))
    return rated(making, asked, kind, span, ends)


def _text(making: Making, asked: Asked, said: Said) -> Made:
    written = text_of(said.get("inputType"))
    match WRITTEN.get(written, ""):
        case "number":
            return simple(making, asked, "number", _bounds(said))
        case "date":
            return simple(making, asked, "date")
        case "email":
            return simple(making, asked, "text", Limits(form="email"))
        case "telephone":
            return simple(making, asked, "text", Limits(form="telephone"))
    if written not in {"", "text"}:
        told = _("Any words can be written, not only “%(kind)s”.") % {"kind": written[:40]}
        making.note(asked.theirs, "changed", told)
    return simple(making, asked, "text")


def _slider(making: Making, asked: Asked, said: Said) -> Made:
    low, high = number_of(said.get("min"), 0), number_of(said.get("max"), 100)
    if said.get("sliderType") == "range":
        return left(making, asked, _("A range between two numbers has no counterpart."))
    return rated(making, asked, "scale", (low, high))


def _choices(making: Making, said: Said) -> Sequence[Option]:
    """Return the choices with "none" and "other", which are settings of their own there."""
    found = said.options(making, "choices")
    if said.get("showNoneItem") is True or said.get("hasNone") is True:
        text = said.text(making, "noneText") or {making.first: _("None of these")}
        found.append(Option("none", text, exclusive=True))
    if said.get("showOtherItem") is True or said.get("hasOther") is True:
        text = said.text(making, "otherText") or {making.first: _("Other")}
        found.append(Option("other", text, other=True))
    return found


def _yes_no(making: Making, said: Said) -> list[Option]:
    yes = said.text(making, "labelTrue") or {making.first: _("Yes")}
    no = said.text(making, "labelFalse") or {making.first: _("No")}
    return [
        Option(_value(said.get("valueTrue"), "true"), yes),
        Option(_value(said.get("valueFalse"), "false"), no),
    ]


def _value(given: object, otherwise: str) -> str:
    return text_of(given) or otherwise


def _bounds(said: Said) -> Limits:
    low, high = (text_of(said.get(name)) for name in ("min", "max"))
    found = [float(one) if re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", one, re.ASCII) else None
             for one in (low, high)]  # fmt: skip
    return Limits(low=found[0], high=found[1])
