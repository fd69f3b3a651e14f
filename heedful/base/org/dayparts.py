"""The parts of a trading day, by which rosters, visits and trading weeks are cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

DAY_MINUTES = 24 * 60
MOST_PARTS = 8
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Daypart:
    """A part of the trading day, from `starts` until the next one begins."""

    name: str
    starts: int  # minutes from midnight of the trading day; 25:30 is 1530


# What holds until an organisation says otherwise. The first part takes what comes before it, the
# last what comes after.
DAYPARTS = (
    Daypart("breakfast", 4 * 60),
    Daypart("lunch", 11 * 60),
    Daypart("afternoon", 14 * 60 + 30),
    Daypart("evening", 17 * 60 + 30),
    Daypart("late", 21 * 60 + 30),
)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A part as a person writes it, in minutes of the clock."""

    name: str
    first: int
    last: int  # not included


class NotDayparts(ValueError):
    """The parts do not make a trading day; the sentence says what to change."""


def read_dayparts(given: Sequence[Hours], *, day_starts: int) -> tuple[Daypart, ...]:
    """Make the parts of a trading day that begins at `day_starts`. Raises NotDayparts.

    Together they must cover it, each minute once; their order does not matter.
    """
    if not given:
        raise NotDayparts(_("Name at least one part of the day."))
    _check_names([one.name for one in given])
    parts = sorted((_into(one.first, day_starts), one) for one in given)
    if parts[0][0] != day_starts:
        raise _nothing_between(day_starts, parts[0][0])
    # The next day begins where this one did, with the same part.
    parts.append((day_starts + DAY_MINUTES, parts[0][1]))
    for (starts, one), (then, other) in pairwise(parts):
        ends = starts + ((one.last - one.first) % DAY_MINUTES or DAY_MINUTES)
        if ends < then:
            raise _nothing_between(ends, then)
        if ends > then:
            raise NotDayparts(
                _("“%(other)s” begins at %(from)s, before “%(name)s” ends at %(to)s.")
                % {"other": other.name, "from": clock(then), "name": one.name, "to": clock(ends)}
            )
    return tuple(Daypart(one.name, starts) for starts, one in parts[:-1])


def hours_of(dayparts: Sequence[Daypart], *, day_starts: int) -> Iterator[Hours]:
    """Each part with the hours of the clock at which it begins and ends."""
    starts = [day_starts, *(part.starts for part in dayparts[1:]), day_starts + DAY_MINUTES]
    for part, (first, last) in zip(dayparts, pairwise(starts), strict=True):
        yield Hours(part.name, first % DAY_MINUTES, last % DAY_MINUTES)


def clock(minutes: int) -> str:
    """Minutes of a trading day as the clock shows them."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _into(minute: int, day_starts: int) -> int:
    """A minute of the clock as one of the trading day."""
    return day_starts + (minute - day_starts) % DAY_MINUTES


def _check_names(names: Sequence[str]) -> None:
    if len(names) > MOST_PARTS:
        raise NotDayparts(_("There are more than %(most)s parts.") % {"most": MOST_PARTS})
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise NotDayparts(_("Two parts are called “%(name)s”.") % {"name": name})
        seen.add(name.casefold())


def _nothing_between(first: int, last: int) -> NotDayparts:
    told = {"from": clock(first), "to": clock(last)}
    return NotDayparts(_("Between %(from)s and %(to)s there is no part of the day.") % told)
