"""The parts of a trading day, by which rosters and trading weeks are cut."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Daypart:
    """A part of the trading day, from `starts` until the next one begins."""

    name: str
    starts: int  # minutes from midnight of the trading day; 25:30 is 1530


# The first part takes what comes before it, the last what comes after.
DAYPARTS = (
    Daypart("breakfast", 4 * 60),
    Daypart("lunch", 11 * 60),
    Daypart("afternoon", 14 * 60 + 30),
    Daypart("evening", 17 * 60 + 30),
    Daypart("late", 21 * 60 + 30),
)
