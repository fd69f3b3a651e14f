"""The method cards of the pages of consistency."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.consistency.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE
from heedful.web.consistency.page import Consistency
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import day, number, percent


def card_of(about: str, page: Consistency) -> Card:
    """Tell what is behind one kind of number. Raises KeyError."""
    return CARDS[about](page)


def _split(page: Consistency) -> Card:
    return Card(
        title=_("Where the differences sit"),
        plain=_(
            "Two visits seldom get the same answer. This splits how much they differ among what"
            " the visits have in common or not: the location, the day there, the part of the week,"
            " the shift, the guest. What is left differs from visit to visit."
        ),
        entries=[
            Entry(
                _("How it is made"),
                _(
                    "A model adds up an effect of the location, of the day at that location, of its"
                    " part of the week, of the shift, of the guest, and a rest. How much each"
                    " varies is found by restricted maximum likelihood (Henderson 1953; Bates et"
                    " al. 2015). A share is one variance divided by the sum of all that can be"
                    " told. A guest counts anew at every location."
                ),
            ),
            *_data(page),
            Entry(_("Interval"), _("95%, from how sharply the likelihood falls off.")),
            Entry(
                _("Of whom"),
                _(
                    "Of guests who answer. Where unhappy guests answer more readily, answers differ"
                    " more than visits do."
                ),
            ),
            Entry(
                _("Cannot be told"),
                _(
                    "A part is left out, not called zero, when the data cannot show it: without"
                    " times there are no shifts, without returning guests no guests. What belongs"
                    " to it is then within the other parts."
                ),
            ),
            _limits(),
        ],
        lines=("variance-share", "variance-interval"),
        back=_back(page),
    )


def _evenness(page: Consistency) -> Card:
    return Card(
        title=_("Consistency"),
        plain=_(
            "How far single visits to a location typically lie from its own average, in points of"
            " the scale. A smaller number means that guests get more nearly the same each time."
        ),
        entries=[
            Entry(
                _("How it is made"),
                _(
                    "The standard deviation of the answers within the location. Few answers make"
                    " it unsure, so it is pulled toward the typical location, on the scale of its"
                    " logarithm, by how little is known of it."
                ),
            ),
            *_data(page),
            Entry(
                _("Interval"),
                _(
                    "95%. It takes into account that answers are not spread like a bell, and that"
                    " it is not known exactly how much locations differ."
                ),
            ),
            Entry(
                _("More or less even"),
                _(
                    "Said only if, of all locations called so together, at most %(rate)s are"
                    " expected to be chance (Benjamini and Hochberg 1995)."
                )
                % {"rate": percent(FALSE_DISCOVERY_RATE)},
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "A location near the end of the scale looks more even, as nobody can answer"
                    " beyond it. It does not show what makes visits differ."
                ),
            ),
        ],
        lines=("consistency-interval",),
        back=_back(page),
    )


def _bad_days(page: Consistency) -> Card:
    return Card(
        title=_("Bad days"),
        plain=_(
            "A bad day is one whose true average was below what nine of ten days of all locations"
            " reach. Days with few answers are judged with what is known of their location."
        ),
        entries=[
            Entry(
                _("How it is made"),
                _(
                    "The average of a day is pulled toward its location's by how little the day's"
                    " answers say. The share of bad days counts each day by its probability of"
                    " being bad. The level is set for all locations alike, so a location with a"
                    " low average has more of them. Answers differ more on low days, away from the"
                    " end of the scale, and that is taken into account."
                ),
            ),
            Entry(
                _("Level"),
                number(page.whole.bad_level, 1)
                if page.whole.bad_level is not None
                else _("Days cannot be told from visits in these data."),
            ),
            *_data(page),
            Entry(_("Interval"), _("90% of the share of bad days.")),
            Entry(
                _("Its worst days"),
                _(
                    "The days most likely among the worst tenth of the location's own days, with"
                    " how sure that is; never a day with one or two answers. “Surely” is said of"
                    " as many as keep the expected share of mistakes at %(rate)s or less, over all"
                    " locations together."
                )
                % {"rate": percent(FALSE_DISCOVERY_RATE)},
            ),
            _limits(),
        ],
        lines=("bad-days-named",),
        back=_back(page),
    )


def _ranks(page: Consistency) -> Card:
    return Card(
        title=_("Rank range"),
        plain=_(
            "Which ranks a location could truly have among all. A bare rank would claim more than"
            " anybody can know: two locations whose ranges overlap may well be the other way round."
        ),
        entries=[
            Entry(
                _("How it is made"),
                _(
                    "True averages of all locations are drawn 2,000 times from what is known of"
                    " them, bad days and shifts counted in, and ranked each time. The range holds"
                    " the rank in 90%% of the draws, or as near to that as whole ranks allow"
                    " (Goldstein and Spiegelhalter 1996)."
                )
                % {},
            ),
            *_data(page),
            Entry(
                _("Top and bottom tenth"),
                _("The share of the draws in which the location belongs to them."),
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "Ranks move with the others even when a location stays as it is. They are no"
                    " ground for rewards."
                ),
            ),
        ],
        lines=("rank-range", "top-tenth"),
        back=_back(page),
    )


def _mystery_shop(page: Consistency) -> Card:
    return Card(
        title=_("Mystery shop: the wrong order"),
        plain=_(
            "How often the answers of some single visits put two locations in the wrong order,"
            " although one is truly better. It is found from how much visits differ within a"
            " location and how much locations differ."
        ),
        entries=[
            Entry(
                _("How it is made"),
                _(
                    "For two typical locations: the probability is arccos(√r) / π, with r the"
                    " reliability of an average of so many visits (Sheppard 1899). For two chosen"
                    " ones: the chance that the difference of the two averages has the wrong sign,"
                    " over all true differences that are possible. Every visit counts as one on a"
                    " day of its own; a tie counts half."
                ),
            ),
            Entry(
                _("Reliability"),
                _(
                    "How much of the differences between averages of so many visits is real:"
                    " variance between locations / (that + variance within / visits), after"
                    " Spearman and Brown (1910)."
                ),
            ),
            *_data(page),
            Entry(_("Interval"), _("95%, from how unsure the variances and averages are.")),
            Entry(
                _("What it cannot tell"),
                _(
                    "A trained shopper follows a list and may differ less than guests do. How"
                    " shoppers differ cannot be seen in answers of guests."
                ),
            ),
        ],
        lines=("shop-visit-order", "score-reliability"),
        back=reverse("mystery-shop"),
    )


CARDS: Mapping[str, Callable[[Consistency], Card]] = {
    "split": _split,
    "evenness": _evenness,
    "bad-days": _bad_days,
    "ranks": _ranks,
    "mystery-shop": _mystery_shop,
}


def _data(page: Consistency) -> list[Entry]:
    whole, run = page.whole, page.run
    data = _(
        "Answers to “%(label)s”, %(low)s to %(high)s, of all locations, %(first)s to %(last)s, as"
        " given: weights of a source are not used here. A visit after midnight counts to the day"
        " before."
    )
    here = page.here
    return [
        Entry(
            _("Data"),
            data
            % {
                "label": whole.label,
                "low": whole.scale_low,
                "high": whole.scale_high,
                "first": day(run.first_day),
                "last": day(run.last_day),
            },
        ),
        Entry(
            _("Answers"),
            _("%(n)s at %(places)s locations on %(days)s days of theirs.")
            % {
                "n": number(whole.n),
                "places": number(whole.places),
                "days": number(whole.days),
            }
            + (" " + _("Here: %(n)s.") % {"n": number(here.n)} if here else "")
            + " "
            + _("A location with fewer than %(few)s is not shown.") % {"few": ENOUGH_ANSWERS},
        ),
    ]


def _limits() -> Entry:
    return Entry(
        _("What it cannot tell"),
        _("Where differences sit is no proof of what makes them. It shows where to look."),
    )


def _back(page: Consistency) -> str:
    return reverse("consistency", args=[page.node.pk])
