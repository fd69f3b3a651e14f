"""The method card of what stands side by side."""

from django.utils.translation import gettext as _

from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import percent

LINES = ("score-interval", "score-error", "change-false")


def card_of(title: str, back: str) -> Card:
    return Card(
        title=title,
        plain=_(
            "The same questions at several places at once, so that you see where each stands apart"
            " from the others."
        ),
        entries=[
            Entry(
                _("Figure"),
                _(
                    "Of a single location the same as on every page: pulled toward its group by how"
                    " little is known of it. A group speaks for itself, with all answers of its"
                    " locations."
                ),
            ),
            Entry(_("Interval"), _("95%, as on the card of each score.")),
            Entry(
                _("Above or below"),
                _(
                    "Each is set beside all the others of the table together, by Welch's test on"
                    " the answers. Of all marks in the table, over all questions, at most %(rate)s"
                    " are expected to be chance (Benjamini and Hochberg, 1995)."
                )
                % {"rate": percent(FALSE_DISCOVERY_RATE)},
            ),
            Entry(
                _("Best quarter"),
                _(
                    "What the best quarter of all locations that you may see reach. Chance is taken"
                    " out: true averages are drawn from what is known of each location, and the"
                    " quarter of each draw is averaged. How far the draws lie apart gives its"
                    " interval (95%). Locations with too few answers are not among them."
                ),
            ),
            Entry(
                _("Not enough evidence yet"),
                _("With fewer than %(n)s answers no figure is shown.") % {"n": ENOUGH_ANSWERS},
            ),
            Entry(
                _("What it cannot tell"),
                _("Why places differ. Guests, offers and hours may differ too."),
            ),
        ],
        lines=LINES,
        back=back,
    )
