"""What answers may be cut by, and what only some of them may be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from heedful.understand.wording import gettext_noop


class Dimension(StrEnum):
    """One way to cut. Places are cut as the tree stood on the day; days are trading days."""

    LOCATION = "location"
    GROUP = "group"  # what lies right below the place that is asked about
    DAY = "day"
    WEEK = "week"  # by its Monday
    MONTH = "month"  # by its first day
    WEEKDAY = "weekday"  # 0 is Monday
    DAYPART = "daypart"
    CHANNEL = "channel"
    LANGUAGE = "language"
    VERSION = "version"


LABELS: Mapping[Dimension, str] = MappingProxyType(
    {
        Dimension.LOCATION: gettext_noop("Location"),
        Dimension.GROUP: gettext_noop("Group"),
        Dimension.DAY: gettext_noop("Day"),
        Dimension.WEEK: gettext_noop("Week"),
        Dimension.MONTH: gettext_noop("Month"),
        Dimension.WEEKDAY: gettext_noop("Weekday"),
        Dimension.DAYPART: gettext_noop("Part of the day"),
        Dimension.CHANNEL: gettext_noop("Channel"),
        Dimension.LANGUAGE: gettext_noop("Language"),
        Dimension.VERSION: gettext_noop("Version of the questionnaire"),
    }
)
PLACES = frozenset({Dimension.LOCATION, Dimension.GROUP})
TIMES = frozenset({Dimension.DAY, Dimension.WEEK, Dimension.MONTH, Dimension.WEEKDAY})
# Only a row knows these, so cells cannot be cut by them.
OF_ROWS = frozenset(Dimension) - PLACES - TIMES
# A place is filtered by asking about it, and days by the window.
FILTERED = OF_ROWS | {Dimension.WEEKDAY}


@dataclass(frozen=True, slots=True)
class Filter:
    """Only what has one of these values, written as in an address."""

    dimension: Dimension
    values: tuple[str, ...]
