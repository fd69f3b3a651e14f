"""The method card of an answer: what its figures are, of what data, and what they cannot tell."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE
from heedful.web.explore.page import Shown
from heedful.web.explore.telling import beside_of, counted_words, days_of, filters_of, title_of
from heedful.web.method.card import Card, Entry
from heedful.web.method.lines import GROUP_MARK_LINES, LINES, MARK_LINES
from heedful.web.method.measures import unjudged
from heedful.web.numbers import number, percent


def card_of(shown: Shown, query: str) -> Card:
    """Tell what is behind the figures of one answer."""
    measure = shown.measure
    return Card(
        title=title_of(shown),
        plain=_(measure.plain),
        entries=list(entries_of(shown)),
        lines=list(_lines(shown)),
        back=f"{reverse('explore')}?{query}",
        unjudged=unjudged(measure),
    )


def _lines(shown: Shown) -> Iterator[str]:
    yield from LINES[shown.measure.needs]
    if shown.is_judged:
        yield from GROUP_MARK_LINES if shown.question.is_pooled else MARK_LINES


def entries_of(shown: Shown) -> Iterator[Entry]:
    """What is told of an answer, on its card and in its files."""
    question, measure, told = shown.question, shown.measure, shown.told
    yield Entry(_("Formula"), _(measure.formula))
    yield Entry(_("Unit"), _(measure.unit))
    if told.bounds is not None:
        parts = {"item": told.item, "low": told.low, "high": told.high, "form": told.questionnaire}
        text = _("“%(item)s”, answered from %(low)s to %(high)s, in “%(form)s”") % parts
        yield Entry(_("Question"), text)
    yield Entry(_("Place"), told.place)
    yield Entry(
        _("Days"),
        _(
            "%(days)s, both included, by trading days: a visit after midnight counts to the evening"
            " before."
        )
        % {"days": days_of(question.window)},
    )
    if shown.cuts:
        yield Entry(_("Cut by"), ", ".join(shown.cuts))
    if filters := filters_of(question):
        yield Entry(_("Only"), "; ".join(filters))
    yield Entry(
        _("Data"),
        _(
            "Blank answers and “did not use” do not count. Weights are used where there are any: of"
            " the source, of doubtful answers, of who answers."
        ),
    )
    answers = int(shown.told.records.figures.answers.sum())
    yield Entry(_("Answers"), number(answers))
    yield Entry(_("Interval"), _(measure.interval))
    if Dimension.LOCATION in question.by and question.is_pooled:
        yield Entry(
            _("Pooling"),
            _(
                "A location with few answers is pulled toward its group, and groups toward the"
                " whole, by how little is known of each. The interval is the one after that."
            ),
        )
    yield from _judged(shown)
    yield Entry(
        _("What it cannot tell"),
        _("Why groups differ, and what would happen if something were changed."),
    )
    yield Entry(_("How it was counted"), " ".join(counted_words(told)))


def _judged(shown: Shown) -> Iterator[Entry]:
    rate = percent(FALSE_DISCOVERY_RATE)
    if shown.measure.needs is not Need.CUSTOMERS:
        yield Entry(
            _("Not enough evidence yet"),
            _("With fewer than %(n)s answers no figure is shown.") % {"n": ENOUGH_ANSWERS},
        )
    if shown.is_judged:
        beside = (
            _("Each location is set beside its group.")
            if shown.question.is_pooled
            else _("Each is set beside all the others of the list together.")
        )
        rule = _(
            "It is called above or below only if, of all called so together, at most %(rate)s are"
            " expected to be chance (Benjamini and Hochberg, 1995)."
        )
        yield Entry(_("Above or below"), f"{beside} {rule % {'rate': rate}}")
    if shown.is_compared:
        yield Entry(
            _("Change"),
            _(
                "Beside %(days)s, by Welch's test on the answers themselves. It is called a change"
                " only if, of all changes shown together, at most %(rate)s are expected to be"
                " chance."
            )
            % {"days": beside_of(shown.question), "rate": rate},
        )
