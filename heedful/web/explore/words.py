"""Names of what is cut by, and sentences about what cannot be answered."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from babel.dates import format_skeleton
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from heedful.listen.feedback.models import Channel
from heedful.understand.asking.rules import Compare, Question
from heedful.understand.metrics.dimensions import LABELS, OF_ROWS, Dimension
from heedful.understand.metrics.measures import Need
from heedful.web.numbers import day, language, locale
from heedful.web.week.words import weekday

COMPARES = {
    Compare.NOTHING: gettext_lazy("Nothing"),
    Compare.BEFORE: gettext_lazy("The time just before"),
    Compare.YEAR: gettext_lazy("The same time a year before"),
}
SORT_WORDS = {
    "": gettext_lazy("As they come"),
    "name": gettext_lazy("By name"),
    "high": gettext_lazy("Highest first"),
    "low": gettext_lazy("Lowest first"),
    "change": gettext_lazy("By change"),
    "answers": gettext_lazy("By answers"),
}
# What a group stands apart from, by whether locations are pooled toward their own group.
ABOVE = {True: gettext_lazy("above its group"), False: gettext_lazy("above the others")}
BELOW = {True: gettext_lazy("below its group"), False: gettext_lazy("below the others")}
# Where something was counted, in words for people; other paths keep their own name.
PATHS = {
    "daily cells": gettext_lazy("daily sums of each location, which are always up to date"),
    "running sums": gettext_lazy("running sums of each location and month"),
    "running sums of groups": gettext_lazy("running sums of each group and month"),
    "running cross-products": gettext_lazy("running sums of pairs of answers by month"),
    "the lake, on Spark": gettext_lazy("the files in which all answers are stored, on a cluster"),
    "the lake": gettext_lazy("the files in which all answers are stored"),
    "rows of feedback": gettext_lazy("the answers themselves, one by one"),
}


def name_of(dimension: Dimension) -> str:
    return _(LABELS[dimension])


def value_of(dimension: Dimension, value: object) -> str:
    """Name one value of a cut, as records have it."""
    text = str(value) if value is not None else ""
    if text and dimension in SAYS:
        return _said(dimension, text, get_language())
    return text or _("not known")


@lru_cache(maxsize=4_096)
def _said(dimension: Dimension, text: str, language: str | None) -> str:
    """Few values stand in very many rows, all of which may be searched."""
    del language  # It is a key: names are in the reader's own.
    return SAYS[dimension](text)


def _week(text: str) -> str:
    return _("week of %(day)s") % {"day": day(date.fromisoformat(text))}


def _month(text: str) -> str:
    return format_skeleton("yMMMM", date.fromisoformat(text), locale=locale())


def _channel(text: str) -> str:
    return str(Channel(text).label) if text in Channel.values else text


SAYS: Mapping[Dimension, Callable[[str], str]] = {
    Dimension.DAY: lambda text: day(date.fromisoformat(text)),
    Dimension.WEEK: _week,
    Dimension.MONTH: _month,
    Dimension.WEEKDAY: lambda text: weekday(int(text)),
    Dimension.CHANNEL: _channel,
    Dimension.LANGUAGE: language,
    Dimension.DAYPART: _,
}


def path_of(name: str) -> str:
    return str(PATHS.get(name, name))


def no_path(question: Question) -> str:
    """Say why nothing can count this, and what to do."""
    beyond = {*question.by, *(one.dimension for one in question.where)} & OF_ROWS
    if beyond:
        names = ", ".join(sorted(name_of(one).lower() for one in beyond))
        return _(
            "The sums that are kept ready do not tell %(names)s apart, and nothing that does can be"
            " read now. Leave that out, or ask again later."
        ) % {"names": names}
    if question.of.needs is not Need.ANSWERS:
        return _(
            "“%(measure)s” cannot be counted from the sums that are kept ready, and nothing that"
            " can be read now tells it. Choose another measure, or ask again later."
        ) % {"measure": _(question.of.label)}
    return _("Nothing that is kept here can count this. Ask about fewer things at once.")
