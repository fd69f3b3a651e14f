"""Weekdays as the reader's language writes them, and ways of weighting in plain words."""

from collections.abc import Mapping

from babel.dates import get_day_names
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.understand.weights.ways import COSTLY, FEW_ANSWERS, Doubt, Effect, Way
from heedful.web.numbers import locale, number, percent

NAMES: Mapping[Way, str | Promise] = {
    Way.NONE: gettext_lazy("Not weighted"),
    Way.RAKED: gettext_lazy("Raked to the visits"),
    Way.CHANCE: gettext_lazy("By the chance of answering"),
    Way.DRAWN: gettext_lazy("By the chance of being asked"),
}
DO: Mapping[Way, str | Promise] = {
    Way.NONE: gettext_lazy("Count answers as they came"),
    Way.RAKED: gettext_lazy("Rake answers to the visits"),
    Way.CHANCE: gettext_lazy("Weight by the chance of answering"),
    Way.DRAWN: gettext_lazy("Weight by the chance of being asked"),
}
WHY: Mapping[Way, str | Promise] = {
    Way.NONE: gettext_lazy("Every answer counts as it came; doubtful ones count less."),
    Way.RAKED: gettext_lazy(
        "Answers count so that every weekday, part of the day and location has as much weight as"
        " it had visits."
    ),
    Way.CHANCE: gettext_lazy(
        "An answer counts the more, the less often visits like it are followed by an answer."
    ),
    Way.DRAWN: gettext_lazy(
        "An answer to an invitation counts the more, the smaller the chance was with which its"
        " visit was drawn; other answers count as they came. This undoes whom you asked, not who"
        " answers: where a programme evens out parts of the day, it weighs against that."
    ),
}


def weekday(day: int) -> str:
    """Name a weekday; 0 is Monday."""
    name: str = get_day_names("wide", context="stand-alone", locale=locale())[day]
    return name


def name_of(way: Way) -> str:
    return str(NAMES[way])


def do_of(way: Way) -> str:
    return str(DO[way])


def why_of(way: Way) -> str:
    return str(WHY[way])


def doubts_of(effect: Effect) -> list[str]:
    """Why weighting this way would make the score worse."""
    told = {
        Doubt.FEW: ngettext(
            "%(n)s location, weekday or part of the day has fewer than %(few)s answers: each of"
            " them would speak for many visits.",
            "%(n)s locations, weekdays or parts of the day have fewer than %(few)s answers: each"
            " of them would speak for many visits.",
            effect.few,
        ),
        Doubt.COSTLY: _(
            "The design effect is above %(costly)s: more than half of what the answers tell would"
            " be lost."
        ),
        Doubt.UNMET: _("No answer can speak for %(unmet)s of the visits."),
    }
    values = {
        "n": number(effect.few),
        "few": number(FEW_ANSWERS),
        "costly": number(COSTLY),
        "unmet": percent(effect.unmet),
    }
    return [told[doubt] % values for doubt in effect.doubts]
