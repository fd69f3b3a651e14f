"""The kinds of questions that LimeSurvey has, each as one of ours."""

import re
from collections.abc import Mapping, Sequence
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
from heedful.listen.exchange.plain import number_of
from heedful.listen.surveys.definition import Limits

RECOMMEND = re.compile(r"recommend|empfehl|recomend|recommand", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lime:
    """What LimeSurvey says of a question beside its words."""

    type: str
    rows: Sequence[Option]
    columns: Sequence[Option]
    answers: Sequence[Option]
    other: bool
    settings: Mapping[str, str]


def make(making: Making, asked: Asked, lime: Lime) -> Made:  # noqa: C901, PLR0911, PLR0912 - one per kind
    """Make a question of each type; the letters are LimeSurvey's."""
    match lime.type:
        case "5":
            return rated(making, asked, "scale", (1, 5))
        case "L" | "!" | "O" | "I" | "^":
            return _list(making, asked, lime)
        case "G":
            sexes = [("F", _("Female")), ("M", _("Male"))]
            return chosen(making, asked, "choice", _options(making, sexes))
        case "Y":
            return chosen(making, asked, "choice", _options(making, _yes_no()))
        case "M" | "P":
            return _several(making, asked, lime)
        case "R":
            return chosen(making, asked, "ranking", lime.answers)
        case "A" | "B":
            steps = 5 if lime.type == "A" else 10
            return matrix(making, asked, lime.rows, [Option(str(n), {}) for n in _to(steps)])
        case "F" | "H":
            return matrix(making, asked, lime.rows, lime.answers)
        case "C" | "E":
            return each_row(making, asked, "choice", lime.rows, _options(making, _three(lime)))
        case "N":
            return simple(making, asked, "number", _number_limits(lime.settings))
        case "K":
            return each_row(making, asked, "number", lime.rows, ())
        case "Q":
            return each_row(making, asked, "text", lime.rows, ())
        case "S" | "T" | "U":
            return simple(making, asked, "text", _word_limits(lime.settings))
        case "D":
            return simple(making, asked, "date")
        case "|":
            return simple(making, asked, "file")
        case "X":
            return left(making, asked, _("It only shows words. Put them beside a question."))
        case "*":
            return left(making, asked, _("It is worked out by the other tool."))
        case _:
            told = _("Questions of the type “%(type)s” have no counterpart.")
            return left(making, asked, told % {"type": lime.type[:20]})


def _list(making: Making, asked: Asked, lime: Lime) -> Made:
    if lime.type == "I":
        return left(making, asked, _("Customers choose the language at the top of each page."))
    if lime.type == "O":
        making.note(asked.theirs, "changed", _("The remark beside the choices is not asked."))
    if _is_recommend(making, asked, lime.answers):
        return rated(making, asked, "recommend", (0, 10))
    extra = (Option("other", _other(making), other=True),) if lime.other else ()
    return chosen(making, asked, "choice", (*lime.answers, *extra))


def _several(making: Making, asked: Asked, lime: Lime) -> Made:
    if lime.type == "P":
        making.note(asked.theirs, "changed", _("The remarks beside the choices are not asked."))
    alone = lime.settings.get("exclude_all_others", "").split(";")
    options = [Option(one.theirs, one.text, exclusive=one.theirs in alone) for one in lime.rows]
    if lime.other:
        options.append(Option("other", _other(making), other=True))
    most = number_of(lime.settings.get("max_answers", ""), 0) or None
    fewest = number_of(lime.settings.get("min_answers", ""), 0) or None
    return chosen(making, asked, "choices", options, Limits(fewest=fewest, most=most))


def _is_recommend(making: Making, asked: Asked, answers: Sequence[Option]) -> bool:
    """A list of 0 to 10 under words of recommending is the question of recommending."""
    words = asked.text.get(making.first, "")
    shown = [one.text.get(making.first, "") for one in answers]
    return bool(RECOMMEND.search(words)) and shown == [str(n) for n in range(11)]


def _options(making: Making, told: Sequence[tuple[str, str]]) -> list[Option]:
    return [Option(code, {making.first: words}) for code, words in told]


def _yes_no() -> list[tuple[str, str]]:
    return [("Y", _("Yes")), ("N", _("No"))]


def _three(lime: Lime) -> list[tuple[str, str]]:
    if lime.type == "C":
        return [("Y", _("Yes")), ("U", _("Uncertain")), ("N", _("No"))]
    return [("I", _("More")), ("S", _("The same")), ("D", _("Less"))]


def _other(making: Making) -> dict[str, str]:
    return {making.first: _("Other")}


def _to(steps: int) -> range:
    return range(1, steps + 1)


def _number_limits(settings: Mapping[str, str]) -> Limits:
    low, high = (settings.get(name, "") for name in ("min_num_value_n", "max_num_value_n"))
    found = [float(one) if re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", one) else None
             for one in (low, high)]  # fmt: skip
    return Limits(low=found[0], high=found[1], whole=settings.get("num_value_int_only") == "1")


def _word_limits(settings: Mapping[str, str]) -> Limits:
    longest = number_of(settings.get("maximum_chars", ""), 0)
    return Limits(longest=longest if longest > 0 else None)
