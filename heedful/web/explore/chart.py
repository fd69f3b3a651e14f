"""The chart of an answer: intervals for places and words, a course over time, a map of weekdays."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import Figure, Words, figure
from heedful.web.explore.courses import courses, courses_of
from heedful.web.explore.heat import MOST_LINES, heat_map, lines_of
from heedful.web.explore.intervals import MOST_ROWS, intervals
from heedful.web.explore.page import Shown
from heedful.web.explore.telling import title_of

COURSES = TIMES - {Dimension.WEEKDAY}


def drawing_of(shown: Shown) -> Callable[[int], Draw] | None:
    """The chart that fits what was asked, for a width; None where there is nothing to draw."""
    if not shown.question.by or not shown.rows.records.is_known.any():
        return None
    if COURSES & set(shown.question.by):
        return courses(shown)
    if Dimension.WEEKDAY in shown.question.by and len(shown.question.by) == 2:
        return heat_map(shown)
    return intervals(shown)


def figure_of(shown: Shown, address: str) -> Figure | None:
    """The chart as the page shows it."""
    drawing = drawing_of(shown)
    if drawing is None:
        return None
    said = _("%(title)s. The table below has the same numbers.") % {"title": title_of(shown)}
    return figure(
        drawing,
        Words(title_of(shown), said, _reading(shown)),
        address=lambda kind: f"{reverse('explore-file', args=[kind])}?{address}",
    )


def _reading(shown: Shown) -> str:
    by = set(shown.question.by)
    if COURSES & by:
        text = _("The band is the 95% interval; where it lacks there is not enough evidence yet.")
        drawn, there = courses_of(shown)
        return f"{text} {_first(drawn)}" if drawn < there else text
    if Dimension.WEEKDAY in by and len(by) == 2:
        text = _("Marked are those that stand clearly above ▲ or below ▼ the others.")
        return f"{text} {_first(MOST_LINES)}" if len(lines_of(shown)) > MOST_LINES else text
    text = _("Dots are estimates, bars their 95% intervals.")
    if shown.is_judged:
        text = f"{text} {_('Clearly above the others ▲, clearly below ▼.')}"
    return f"{text} {_first(MOST_ROWS)}" if len(shown.rows) > MOST_ROWS else text


def _first(n: int) -> str:
    told = ngettext("Drawn is the first one.", "Drawn are the first %(n)s.", n)
    return told % {"n": n}
