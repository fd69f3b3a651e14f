"""Names of the parts of a week."""

from django.utils.translation import gettext as _

from heedful.base.org.dayparts import Daypart
from heedful.understand.wording import gettext_noop
from heedful.web.numbers import locale

# The parts of the day that come with the product; others are called as people named them.
gettext_noop("breakfast")
gettext_noop("lunch")
gettext_noop("afternoon")
gettext_noop("evening")
gettext_noop("late")


def weekday(number: int) -> str:
    """Name a weekday; 0 is Monday."""
    return str(locale().days["stand-alone"]["wide"][number])


def weekday_short(number: int) -> str:
    return str(locale().days["stand-alone"]["abbreviated"][number])


def daypart(part: Daypart) -> str:
    return _(part.name)


def part_of_week(day: int, part: Daypart) -> str:
    """Say it as people do, such as Sunday evening."""
    return _("%(day)s %(part)s") % {"day": weekday(day), "part": daypart(part)}
