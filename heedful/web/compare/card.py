"""The method card of what stands side by side."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE, Window
from heedful.understand.metrics.subject import Subject
from heedful.web.method.card import Card, Entry
from heedful.web.method.lines import MARK_LINES
from heedful.web.numbers import day, percent

LINES = ("score-interval", "score-error", *MARK_LINES)


def card_of(title: str, back: str, subjects: Sequence[Subject], window: Window) -> Card:
    return Card(
        title=title,
        plain=_(
            "The same questions at several places at once, so that you see where each stands apart"
            " from the others."
        ),
        entries=list(entries_of(subjects, window)),
        lines=LINES,
        back=back,
    )


def entries_of(subjects: Sequence[Subject], window: Window) -> Iterator[Entry]:
    """What is told of a comparison, on its card and in its files."""
    days = {"first": day(window.first), "last": day(window.last)}
    yield Entry(
        _("Days"),
        _(
            "%(first)s to %(last)s, both included, by trading days: a visit after midnight counts"
            " to the evening before."
        )
        % days,
    )
    for metric in dict.fromkeys(subject.metric for subject in subjects):
        asked = ", ".join(f"“{one.item.label}”" for one in subjects if one.metric is metric)
        told = {"plain": _(metric.plain), "formula": _(metric.formula), "asked": asked}
        yield Entry(_(metric.label), _("%(plain)s %(formula)s Questions: %(asked)s.") % told)
    yield from (
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
    )
