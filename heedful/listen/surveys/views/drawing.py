"""Drawing the questions of a screen. A form that nobody has filled looks the same to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from heedful.listen.responses.pictures import MOST_BYTES
from heedful.listen.surveys.definition import Definition, Value, encode
from heedful.listen.surveys.filling import Filled
from heedful.listen.surveys.recent import Recent
from heedful.listen.surveys.screens import Screen
from heedful.listen.surveys.showing import Look, Shown, show_all
from heedful.listen.surveys.views.arriving import Arrival

# Drawing takes most of the time of a page, so what looks the same is drawn once in a process.
BLANK: Recent[SafeString] = Recent(128)
STILL: Recent[bool] = Recent(256)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody stands: what was answered so far, and the screen at hand."""

    arrival: Arrival
    answers: Mapping[str, Value]
    way: tuple[Screen, ...]
    screen: Screen


@dataclass(frozen=True, slots=True)
class Drawn:
    """The questions of a screen as HTML, and those among them that need another look."""

    html: SafeString
    problems: Sequence[Shown]


def draw(turn: Turn, filled: Filled) -> Drawn:
    """Draw the questions of a screen with what was answered, and what is wrong with it."""
    arrival = turn.arrival
    version, definition = arrival.form.version.pk, arrival.form.definition
    plain = not (turn.answers or filled.raw or filled.problems)
    if plain and STILL.get_or_make(version, lambda: is_still(definition)):
        key = (version, arrival.shown_in, get_language(), turn.screen.code, arrival.at_once)
        return Drawn(BLANK.get_or_make(key, lambda: _draw(turn, filled)[0]), ())
    html, parts = _draw(turn, filled)
    wrong = [
        one
        for _title, shown in parts
        for each in shown
        for one in (each, *each.rows)
        if one.problem
    ]
    return Drawn(html, wrong)


def is_still(definition: Definition) -> bool:
    """Say whether nothing on a blank form depends on who looks at it."""
    shaken = any(
        page.shuffle or page.sample is not None or any(one.shuffle for one in page.questions)
        for page in definition.pages
    )
    return not shaken and b"{{" not in encode(definition)


def _draw(turn: Turn, filled: Filled) -> tuple[SafeString, list[tuple[str, list[Shown]]]]:
    arrival, screen = turn.arrival, turn.screen
    look = Look(
        definition=arrival.form.definition,
        language=arrival.shown_in,
        say=arrival.say,
        answers=turn.answers,
        known=arrival.known,
        raws=filled.raw,
        problems=filled.problems,
    )
    parts, first = [], 1
    for page in screen.pages:
        parts.append((look.words(page.page.title), show_all(page.questions, look, first)))
        first += len(page.questions)
    context = {
        "parts": parts,
        "say": arrival.say,
        "codes": [one.code for one in screen.questions],
        "picture_help": arrival.say.fill("picture_help", size=MOST_BYTES // 1_000_000),
    }
    return render_to_string("surveys/_questions.html", context), parts
