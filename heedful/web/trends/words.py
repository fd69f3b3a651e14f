"""Changes and odd days as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.understand.metrics.rules import Step
from heedful.understand.trends.rules import SURENESS, OddDay, Shift, sureness
from heedful.web.numbers import day, number

# Fewer answers a day than this are told as none: the number would read "0.0".
HARDLY_ANY = 0.05
STEPS = {Step.WEEK: gettext_lazy("By week"), Step.MONTH: gettext_lazy("By month")}


@dataclass(frozen=True, slots=True)
class SaidShift:
    """A change in words, and how sure it is."""

    sentence: str
    sure: str
    answers: str
    up: bool


def said_shifts(shifts: Sequence[Shift], decimals: int) -> list[SaidShift]:
    """Each change as a sentence, newest first: only the newest still holds."""
    return [
        SaidShift(
            sentence=_sentence(one, decimals, holds=i == len(shifts) - 1),
            sure=_(SURENESS[sureness(one.q)]),
            answers=_("%(before)s answers before, %(after)s after.")
            % {"before": number(one.n_before), "after": number(one.n_after)},
            up=one.size > 0,
        )
        for i, one in reversed(list(enumerate(shifts)))
    ]


def _sentence(shift: Shift, decimals: int, *, holds: bool) -> str:
    low, high = sorted((abs(shift.low), abs(shift.high)))
    if shift.low < 0 < shift.high:
        low = 0.0
    told = {
        "day": day(shift.day),
        "first": day(shift.first),
        "last": day(shift.last),
        "size": number(abs(shift.size), decimals + 1),
        "low": number(low, decimals + 1),
        "high": number(high, decimals + 1),
    }
    if shift.size > 0:
        text = (
            _(
                "Since about %(day)s (%(first)s to %(last)s) the score stands %(size)s higher"
                " (%(low)s to %(high)s)."
            )
            if holds
            else _(
                "From about %(day)s (%(first)s to %(last)s) the score stood %(size)s higher"
                " (%(low)s to %(high)s), until it changed again."
            )
        )
    else:
        text = (
            _(
                "Since about %(day)s (%(first)s to %(last)s) the score stands %(size)s lower"
                " (%(low)s to %(high)s)."
            )
            if holds
            else _(
                "From about %(day)s (%(first)s to %(last)s) the score stood %(size)s lower"
                " (%(low)s to %(high)s), until it changed again."
            )
        )
    return text % told


def said_odd_day(one: OddDay) -> str:
    """How far a day's number of answers is from what is usual."""
    told = {
        "day": day(one.day),
        "n": number(one.answers),
        "expected": number(one.expected, 1 if one.expected < 10 else 0),
    }
    if one.many and one.expected < HARDLY_ANY:
        text = ngettext(
            "%(day)s: %(n)s answer, where hardly any was usual.",
            "%(day)s: %(n)s answers, where hardly any were usual.",
            one.answers,
        )
    elif one.many:
        text = ngettext(
            "%(day)s: %(n)s answer, far more than the usual %(expected)s.",
            "%(day)s: %(n)s answers, far more than the usual %(expected)s.",
            one.answers,
        )
    else:
        text = ngettext(
            "%(day)s: %(n)s answer, far fewer than the usual %(expected)s.",
            "%(day)s: %(n)s answers, far fewer than the usual %(expected)s.",
            one.answers,
        )
    return text % told
