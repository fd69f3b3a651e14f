"""The method card of scores over time."""

from django.utils.translation import gettext as _

from heedful.understand.metrics.rules import ENOUGH_ANSWERS
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import day, number
from heedful.web.trends.page import Trends

LINES = (
    "change-point-false",
    "change-point-found",
    "change-point-day",
    "burst-false",
    "burst-found",
    "burst-brands",
    "burst-brands-advec",
)


def card_of(page: Trends, back: str) -> Card:
    """Tell what is behind the chart and the changes of one page."""
    window, metric = page.period.window, page.about.subject.metric
    return Card(
        title=_("Scores over time"),
        plain=_(
            "The score of each week or month by itself, and the days on which it stepped to"
            " another level that lasted."
        ),
        entries=[
            Entry(_("Score"), _(metric.formula)),
            Entry(
                _("Interval"),
                _(metric.interval)
                + " "
                + _("Below %(n)s answers nothing is shown.") % {"n": number(ENOUGH_ANSWERS)},
            ),
            Entry(
                _("Change"),
                _(
                    "Every day is tried as the first day of a new level. The largest difference"
                    " between before and after is held against what chance alone gives when all"
                    " days are tried (Miller and Siegmund 1982). Each level needs 20 answers on 7"
                    " days. The usual course of the week is taken out, and days that go up and"
                    " down by themselves are reckoned with. Where a place changed, the best steps"
                    " are found exactly (optimal partitioning)."
                ),
            ),
            Entry(
                _("False alarms"),
                _(
                    "Of all places called changed at most about a tenth did not change"
                    " (Benjamini and Hochberg 1995), over the %(n)s places judged together. Groups"
                    " are judged the same way among themselves."
                )
                % {"n": number(page.judged)},
            ),
            Entry(
                _("Day of the change"),
                _(
                    "The days that are likeliest together with 95%, given that there was one"
                    " step. A step found by being large looks a little larger than it is."
                ),
            ),
            Entry(
                _("All places"),
                _(
                    "What the bulk of all places did at the same time is told apart and taken out"
                    " before a place is looked at."
                ),
            ),
            Entry(
                _("Unusual days"),
                _(
                    "The number of answers of each day is held against what its weekday and the"
                    " weeks before let expect (negative binomial). About one false alarm in two"
                    " years at each place is put up with, for many and for few."
                ),
            ),
            Entry(
                _("Data"),
                _("%(place)s, %(first)s to %(last)s. Changes are looked for every night.")
                % {"place": page.node.name, "first": day(window.first), "last": day(window.last)},
            ),
            Entry(_("Answers"), number(sum(point.here.answers for point in page.points))),
            Entry(
                _("What it cannot tell"),
                _(
                    "Why a score changed. A slow drift is told as one or more steps, and a place"
                    " with few answers may have changed unseen."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )
