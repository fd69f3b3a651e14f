"""The method card of a measure by itself: what it is, whatever it is asked about."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.metrics.dimensions import LABELS
from heedful.understand.metrics.measures import Measure, Need
from heedful.understand.metrics.rules import ENOUGH_ANSWERS
from heedful.web.method.card import Card, Entry
from heedful.web.method.lines import LINES


def card_of(measure: Measure) -> Card:
    return Card(
        title=_(measure.label),
        plain=_(measure.plain),
        entries=list(_entries(measure)),
        lines=LINES[measure.needs],
        back=f"{reverse('explore')}?measure={measure.name}",
        unjudged=unjudged(measure),
    )


def unjudged(measure: Measure) -> str:
    """Why no line of the scorecard can judge it; empty where one can."""
    if measure.needs is not Need.CUSTOMERS:
        return ""
    return _("It is counted one by one, so chance has no part in it.")


def _entries(measure: Measure) -> Iterator[Entry]:
    yield Entry(_("Formula"), _(measure.formula))
    yield Entry(_("Unit"), _(measure.unit))
    yield Entry(_("Interval"), _(measure.interval))
    cuts = ", ".join(_(LABELS[one]).lower() for one in LABELS if one in measure.dimensions)
    yield Entry(_("Can be cut by"), cuts)
    if measure.needs in {Need.ANSWERS, Need.PAIRS}:
        yield Entry(
            _("Data"),
            _(
                "Blank answers and “did not use” do not count. Weights are used where there are"
                " any: of the source, of doubtful answers, of who answers."
            ),
        )
        yield Entry(
            _("Not enough evidence yet"),
            _("With fewer than %(n)s answers no figure is shown.") % {"n": ENOUGH_ANSWERS},
        )
    else:
        yield Entry(
            _("Data"),
            _("All answers whose source says who gave them. What is kept is a code, and no name."),
        )
    yield Entry(
        _("What it cannot tell"),
        _("Why groups differ, and what would happen if something were changed."),
    )
