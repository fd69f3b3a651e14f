"""The kinds of questions that Qualtrics has, each as one of ours."""

from collections.abc import Sequence

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
from heedful.listen.exchange.making import Making, language_code
from heedful.listen.exchange.plain import list_of, map_of, number_of, text_of
from heedful.listen.surveys.definition import Limits

Plain = dict[str, object]
SEVERAL = frozenset(("MAVR", "MAHR", "MACOL", "MSB"))
MOST_SLIDER_STEPS = 101


def make(  # noqa: PLR0911 - one per kind.
    making: Making,
    asked: Asked,
    payload: Plain,
    choices: Sequence[Option],
    answers: Sequence[Option],
) -> Made:
    """Make a question of each type; the names are Qualtrics'."""
    selector = text_of(payload.get("Selector"))
    match text_of(payload.get("QuestionType")):
        case "MC" if selector == "NPS":
            return rated(making, asked, "recommend", (0, 10))
        case "MC":
            several = selector in SEVERAL
            return chosen(making, asked, "choices" if several else "choice", choices)
        case "Matrix":
            return _matrix(making, asked, payload, choices, answers)
        case "TE":
            return _text(making, asked, payload, choices)
        case "RO":
            return chosen(making, asked, "ranking", choices)
        case "Slider":
            return _slider(making, asked, payload, choices)
        case "FileUpload":
            return simple(making, asked, "file")
        case "DB":
            return left(making, asked, _("It only shows words. Put them beside a question."))
        case kind:
            told = _("Questions of the type “%(type)s” have no counterpart.")
            return left(making, asked, told % {"type": f"{kind} {selector}"[:40]})


def options(making: Making, payload: Plain, name: str) -> list[Option]:
    """Return the choices, rows or columns of a question in the order they are shown."""
    given = map_of(payload.get(name))
    order = list_of(payload.get("ChoiceOrder" if name == "Choices" else "AnswerOrder"))
    codes = [text_of(one) for one in order] or list(given)
    codes += [one for one in given if one not in codes]
    return [
        Option(
            code,
            making.text(_in_languages(making, payload, name, code)),
            other=bool(map_of(given[code]).get("TextEntry")),
            exclusive=bool(map_of(given[code]).get("ExclusiveAnswer")),
        )
        for code in dict.fromkeys(codes)
        if code in given
    ]


def _in_languages(making: Making, payload: Plain, name: str, code: str) -> dict[str, str]:
    found = {making.first: text_of(map_of(map_of(payload.get(name)).get(code)).get("Display"))}
    for language, words in map_of(payload.get("Language")).items():
        said = map_of(map_of(map_of(words).get(name)).get(code)).get("Display")
        if ours := language_code(language):
            found[ours] = text_of(said)
    return found


def _matrix(
    making: Making,
    asked: Asked,
    payload: Plain,
    rows: Sequence[Option],
    columns: Sequence[Option],
) -> Made:
    if payload.get("Selector") == "TE":
        return each_row(making, asked, "text", rows, ())
    if payload.get("Selector") == "Profile":
        return left(making, asked, _("A table whose rows have other answers has no counterpart."))
    if payload.get("SubSelector") == "MultipleAnswer":
        return each_row(making, asked, "choices", rows, columns)
    return matrix(making, asked, rows, columns)


def _text(making: Making, asked: Asked, payload: Plain, fields: Sequence[Option]) -> Made:
    if payload.get("Selector") == "FORM" and fields:
        return each_row(making, asked, "text", fields, ())
    content = text_of(map_of(map_of(payload.get("Validation")).get("Settings")).get("ContentType"))
    if content == "ValidNumber":
        return simple(making, asked, "number")
    if content == "ValidDate":
        return simple(making, asked, "date")
    form = {"ValidEmail": "email", "ValidPhone": "telephone"}.get(content)
    if form == "email":
        return simple(making, asked, "text", Limits(form="email"))
    return simple(making, asked, "text", Limits(form="telephone") if form else None)


def _slider(making: Making, asked: Asked, payload: Plain, rows: Sequence[Option]) -> Made:
    settings = map_of(payload.get("Configuration"))
    low = number_of(settings.get("CSSliderMin"), 0)
    high = number_of(settings.get("CSSliderMax"), 100)
    made: list[Made] = []
    for row in rows:
        words = {
            language: f"{said}\n{row.text.get(language) or row.theirs}"
            for language, said in asked.text.items()
        }
        one = Asked(f"{asked.theirs}_{row.theirs}", words, asked.help, asked.required,
                    show_if=asked.show_if)  # fmt: skip
        if 0 < high - low < MOST_SLIDER_STEPS:
            made.append(rated(making, one, "scale", (low, high)))
        else:
            made.append(simple(making, one, "number", Limits(low=float(low), high=float(high))))
    if not made:
        return left(making, asked, _("Its rows or columns are missing."))
    making.note(asked.theirs, "changed", _("Each row became a question of its own."))
    return tuple(question for one in made for question in one)
