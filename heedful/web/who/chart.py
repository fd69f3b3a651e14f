"""The chart of who answers: shares of answers beside shares of visits."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.web.charts.bars import Bar, bars
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import Figure, Words, figure
from heedful.web.numbers import percent
from heedful.web.who.page import Who


def figure_of(page: Who) -> Figure | None:
    """The chart as the page shows it; None without visits and answers to compare."""
    if not page.mix:
        return None
    words = Words(
        title=title_of(page),
        said=_(
            "Shares of answers and of visits by part of the day and weekday. The table has the"
            " same numbers."
        ),
        reading=_(
            "Bars are shares of all answers with 95% intervals, the upright marks shares of all"
            " visits. A mark beyond the bar: these guests answer less often than others."
        ),
    )
    return figure(
        drawing(page),
        words,
        address=lambda kind: reverse("who-answers-chart", args=[page.node.pk, kind]),
    )


def title_of(page: Who) -> str:
    """What the chart shows, in a sentence."""
    missed = [one for one in page.mix if one.is_apart and one.visits > one.answers.value]
    if not missed:
        return _("Answers come from the same parts of the week as visits")
    most = max(missed, key=lambda one: one.visits / max(one.answers.value, 1e-9))
    told = {
        "name": most.name,
        "answers": percent(most.answers.value, 1),
        "visits": percent(most.visits, 1),
    }
    return _("Least heard: %(name)s, with %(visits)s of visits and %(answers)s of answers") % told


def drawing(page: Who) -> Callable[[int], Draw]:
    """The chart for a width."""
    rows = [
        Bar(one.name, one.answers.value, one.answers.low, one.answers.high, beside=one.visits)
        for one in page.mix
    ]
    return bars(rows, title=_("Share of answers and of visits"))
