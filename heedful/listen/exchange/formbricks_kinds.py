"""The kinds of questions that Formbricks has, each as one of ours."""

from collections.abc import Callable

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
from heedful.listen.exchange.plain import list_of, map_of, number_of, text_of
from heedful.listen.surveys.definition import Kind, Limits

Plain = dict[str, object]
Words = Callable[[object], dict[str, str]]
ADDRESS = ("addressLine1", "addressLine2", "city", "state", "zip", "country")
SHOWN: dict[str, Kind] = {"star": "stars", "smiley": "smileys", "number": "scale"}


def make(  # noqa: C901, PLR0911, PLR0912 - one per kind.
    making: Making, asked: Asked, element: Plain, words: Words
) -> Made:
    """Make a question of each type; the names are Formbricks'."""
    match text_of(element.get("type")):
        case "nps":
            return rated(making, asked, "recommend", (0, 10))
        case "rating" | "ces" | "csat":
            return _rating(making, asked, element, words)
        case "multipleChoiceSingle":
            return chosen(making, asked, "choice", _options(making, element, "choices", words))
        case "multipleChoiceMulti":
            return chosen(making, asked, "choices", _options(making, element, "choices", words))
        case "pictureSelection":
            making.note(asked.theirs, "changed", _("Its pictures are not shown, only their words."))
            kind: Kind = "choices" if element.get("allowMulti") is True else "choice"
            return chosen(making, asked, kind, _options(making, element, "choices", words))
        case "ranking":
            return chosen(making, asked, "ranking", _options(making, element, "choices", words))
        case "matrix":
            rows = _options(making, element, "rows", words)
            return matrix(making, asked, rows, _options(making, element, "columns", words))
        case "openText":
            return _text(making, asked, element)
        case "date":
            return simple(making, asked, "date")
        case "consent":
            return simple(making, asked, "consent")
        case "fileUpload":
            return simple(making, asked, "file")
        case "contactInfo":
            return simple(making, asked, "contact")
        case "address":
            fields = [
                Option(name, {making.first: name})
                for name in ADDRESS
                if map_of(element.get(name)).get("show") is not False
            ]
            return each_row(making, asked, "text", fields, ())
        case "cta":
            return left(making, asked, _("It only shows words. Put them beside a question."))
        case kind_:
            told = _("Questions of the type “%(type)s” have no counterpart.")
            return left(making, asked, told % {"type": kind_[:40]})


def _rating(making: Making, asked: Asked, element: Plain, words: Words) -> Made:
    high = number_of(element.get("range"), 5)
    kind = SHOWN.get(text_of(element.get("scale")), "scale")
    if kind == "smileys" and high > 5:
        making.note(asked.theirs, "changed", _("More than five smileys became a scale."))
        kind = "scale"
    ends = tuple(making.text(words(element.get(name))) for name in ("lowerLabel", "upperLabel"))
    return rated(making, asked, kind, (1, high), ends)


def _text(making: Making, asked: Asked, element: Plain) -> Made:
    match text_of(element.get("inputType")):
        case "number":
            return simple(making, asked, "number")
        case "email":
            return simple(making, asked, "text", Limits(form="email"))
        case "phone":
            return simple(making, asked, "text", Limits(form="telephone"))
    longest = number_of(map_of(element.get("charLimit")).get("max"), 0)
    return simple(making, asked, "text", Limits(longest=longest if longest > 0 else None))


def _options(making: Making, element: Plain, name: str, words: Words) -> list[Option]:
    """Return choices, rows or columns; those of older surveys are texts without an id."""
    found = []
    for number, one in enumerate(list_of(element.get(name)), start=1):
        whole = map_of(one) if isinstance(one, dict) and "label" in one else {"label": one}
        theirs = text_of(whole.get("id")) or str(number)
        text = making.text(words(whole.get("label"))) or {making.first: theirs}
        found.append(Option(theirs, text, other=theirs == "other", exclusive=theirs == "none"))
    return found
