"""The question: one small object that pages, addresses, the API and alerts all ask with."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import prod
from typing import Self, TypeVar

from heedful.understand.metrics.dimensions import FILTERED, PLACES, TIMES, Dimension, Filter
from heedful.understand.metrics.measures import MEASURES, Measure, Need
from heedful.understand.metrics.rules import Window
from heedful.understand.wording import Said, gettext_noop

MOST_CUTS = 3
FIRST_YEAR, LAST_YEAR = 1970, 2200
# More groups than this would keep the others on the machine waiting.
MOST_GROUPS = 500_000
WEEKDAYS = frozenset(map(str, range(7)))
OWN_PARAMS = ("measure", "item", "under", "by", "from", "to", "compare", "questionnaire")
# All names that mean something in an address; a program that sends another one is told so.
PARAMS = frozenset([*OWN_PARAMS, *map(str, FILTERED)])
YEAR = timedelta(days=364)  # whole weeks, so that weekdays stand beside their like


class NotAQuestion(Exception):
    """Something asked for does not exist or does not fit; the sentence says what to do."""

    def __init__(self, text: str, **values: str) -> None:
        self.said = Said(text, values)
        super().__init__(self.said.plain())


class Compare(StrEnum):
    """What the window is set beside."""

    NOTHING = ""
    BEFORE = "before"
    YEAR = "year"

    def window(self, window: Window) -> Window | None:
        match self:
            case Compare.BEFORE:
                return window.before
            case Compare.YEAR:
                return Window(window.first - YEAR, window.last - YEAR)
        return None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a measure of an item, cut and filtered, in a window, beside another one."""

    measure: str
    window: Window
    item: str | None = None  # the code; the primary outcome where none is named
    under: uuid.UUID | None = None  # the place asked about; a person's whole part otherwise
    by: tuple[Dimension, ...] = ()
    where: tuple[Filter, ...] = ()
    compare: Compare = Compare.NOTHING
    questionnaire: uuid.UUID | None = None  # the main one where none is named

    def __post_init__(self) -> None:
        """Raise NotAQuestion for what no path could ever answer."""
        if self.measure not in MEASURES:
            raise NotAQuestion(
                gettext_noop("There is no measure “%(name)s”. There are: %(known)s."),
                name=self.measure,
                known=", ".join(MEASURES),
            )
        if self.window.first > self.window.last:
            raise NotAQuestion(gettext_noop("The first day comes after the last one."))
        if not FIRST_YEAR <= self.window.first.year <= self.window.last.year <= LAST_YEAR:
            raise NotAQuestion(gettext_noop("These are no days of any organisation's life."))
        if len(self.by) > MOST_CUTS or len(set(self.by)) < len(self.by):
            raise NotAQuestion(gettext_noop("Cut by at most three different things."))
        if len(PLACES & set(self.by)) > 1 or len(TIMES & set(self.by)) > 1:
            raise NotAQuestion(
                gettext_noop("Cut by one kind of place and by one unit of time at most.")
            )
        for one in self.where:
            if one.dimension not in FILTERED:
                raise NotAQuestion(
                    gettext_noop(
                        "“%(name)s” is no filter. For a place, ask about it; for days, set the"
                        " window."
                    ),
                    name=one.dimension,
                )
            if one.dimension is Dimension.WEEKDAY and not set(one.values) <= WEEKDAYS:
                raise NotAQuestion(gettext_noop("Weekdays are numbers from 0, Monday, to 6."))
        if self.compare and (set(self.by) & TIMES - {Dimension.WEEKDAY}):
            raise NotAQuestion(
                gettext_noop("A course over time is its own comparison: leave one of the two out.")
            )

    @property
    def of(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def spans(self) -> tuple[Window, ...]:
        """The window, and the one beside it."""
        beside = self.compare.window(self.window)
        return (self.window,) if beside is None else (self.window, beside)

    def check_size(self, places: int) -> None:
        """Raise NotAQuestion where so many places in so many days make too many groups."""
        days = self.window.days
        steps = {
            Dimension.DAY: days,
            Dimension.WEEK: days // 7 + 2,
            Dimension.MONTH: days // 28 + 2,
            Dimension.WEEKDAY: 7,
        }
        groups = places * prod(steps.get(one, 1) for one in self.by)
        if groups > MOST_GROUPS:
            raise NotAQuestion(
                gettext_noop(
                    "That is about %(groups)s figures, more than %(most)s. Take fewer places, fewer"
                    " days or longer steps."
                ),
                groups=f"{groups:,}",
                most=f"{MOST_GROUPS:,}",
            )

    @property
    def is_pooled(self) -> bool:
        """Whether locations lend each other strength, as on every page that lists locations."""
        return self.by == (Dimension.LOCATION,) and self.of.needs is Need.ANSWERS

    def params(self) -> dict[str, list[str]]:
        """Write the question into an address; `of_params` reads it back."""
        params = {
            "measure": [self.measure],
            "item": [self.item] if self.item else [],
            "under": [str(self.under)] if self.under else [],
            "by": [str(one) for one in self.by],
            "from": [self.window.first.isoformat()],
            "to": [self.window.last.isoformat()],
            "compare": [str(self.compare)] if self.compare else [],
            "questionnaire": [str(self.questionnaire)] if self.questionnaire else [],
        }
        params |= {str(one.dimension): list(one.values) for one in self.where}
        return {name: values for name, values in params.items() if values}

    @staticmethod
    def check_names(params: Iterable[str]) -> None:
        """Raise NotAQuestion for a name that means nothing, which a page's address may have."""
        for name in params:
            if name not in PARAMS:
                raise NotAQuestion(
                    gettext_noop("There is no “%(name)s” here. There are: %(known)s."),
                    name=name,
                    known=", ".join(sorted(PARAMS)),
                )

    @classmethod
    def of_params(cls, params: Mapping[str, Sequence[str]], *, window: Window) -> Self:
        """Read what `params` wrote. `window` is taken where none is given. Raises NotAQuestion."""
        filters = {str(one): one for one in FILTERED}

        def one(name: str) -> str:
            return next(iter(params.get(name, ())), "")

        first, last = _day(one("from")) or window.first, _day(one("to")) or window.last
        return cls(
            measure=one("measure") or "mean",
            window=Window(first, last),
            item=one("item") or None,
            under=_key(one("under")),
            by=tuple(_known(Dimension, value) for value in params.get("by", ()) if value),
            where=tuple(
                Filter(dimension, tuple(values))
                for name, dimension in sorted(filters.items())
                if (values := [value for value in params.get(name, ()) if value])
            ),
            compare=_known(Compare, one("compare")),
            questionnaire=_key(one("questionnaire")),
        )


Known = TypeVar("Known", bound=StrEnum)


def _known(kind: type[Known], value: str) -> Known:
    try:
        return kind(value)
    except ValueError:
        raise NotAQuestion(
            gettext_noop("There is no “%(name)s” here. There are: %(known)s."),
            name=value,
            known=", ".join(one for one in kind if one),
        ) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotAQuestion(
            gettext_noop("“%(name)s” is no day. Write it as 2026-11-30."), name=text
        ) from None


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotAQuestion(gettext_noop("“%(name)s” names nothing here."), name=text) from None
