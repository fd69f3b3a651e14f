"""The method card of the page on who answers."""

from django.utils.translation import gettext as _

from heedful.understand.weights.ways import LEAST, MOST
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import day, number
from heedful.web.who.page import Who

LINES = ("weights-error", "weights-interval", "nonresponse-band", "nonresponse-band-strong")


def card_of(page: Who, back: str) -> Card:
    """Tell what is behind the numbers of one page."""
    told = {
        "place": page.node.name,
        "first": day(page.window.first),
        "last": day(page.window.last),
        "n": number(page.all.answers),
        "visits": number(page.all.visits) if page.all.visits else "–",
    }
    return Card(
        title=_("Who answers"),
        plain=_(
            "Not everybody who comes answers. Here the answers are set beside the visits, weighted"
            " so that every weekday and part of the day counts as often as guests came, and the"
            " score is told that all guests might have given."
        ),
        entries=[
            Entry(
                _("Weighted to visits"),
                _(
                    "How weekdays and parts of the day differ is learnt from all places; each"
                    " place's own level is pulled toward its group by how little is known of it;"
                    " then the parts are put together in the shares in which guests came"
                    " (post-stratification with partial pooling, after Gelman and Little 1997)."
                    " A group counts its places by their visits."
                ),
            ),
            Entry(
                _("Interval"),
                _(
                    "95%, from the number of answers, what each place borrows from others, and how"
                    " sure the differences between parts of the day are."
                ),
            ),
            Entry(
                _("Design effect, effective answers"),
                _(
                    "By how much weights widen the variance (Kish 1965), and the number of equally"
                    " weighted answers that would tell as much."
                ),
            ),
            Entry(
                _("Band for the silent"),
                _(
                    "Nothing in the answers tells what those would have said who did not answer."
                    " The band holds if one standard deviation more of satisfaction changes the"
                    " odds of answering by a factor of up to %(odds)s, either way. The worst case"
                    " supposes that all of them would give the lowest, or the highest answer. That"
                    " answers are few comes on top of both."
                )
                % {"odds": number(page.whole.odds, 1)},
            ),
            *_ways(),
            Entry(
                _("Data"),
                _("%(place)s, %(first)s to %(last)s: %(n)s answers, %(visits)s visits.") % told,
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "If unhappy guests answer more readily at every hour, weights by the hour do"
                    " not mend it, and may even move the score away from what all guests would"
                    " say: two errors that cancelled no longer do. That is why both scores stand"
                    " here, and why no page uses weights for who answers until somebody chooses"
                    " them."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )


def _ways() -> list[Entry]:
    """The ways of weighting that somebody may choose."""
    return [
        Entry(
            _("Raked to the visits"),
            _(
                "Answers are multiplied by one factor for their location, one for their"
                " weekday and one for their part of the day, found in turn until each of these"
                " adds up to its visits (iterative proportional fitting, Deming and Stephan"
                " 1940). No factor is below %(least)s or above %(most)s."
            )
            % {"least": number(LEAST, 1), "most": number(MOST)},
        ),
        Entry(
            _("By the chance of answering"),
            _(
                "A logistic regression tells from the location's share of answered visits, the"
                " weekday and the part of the day how likely a visit is to be followed by an"
                " answer; an answer counts one over that chance (inverse-propensity weights),"
                " %(most)s times the usual at most."
            )
            % {"most": number(MOST)},
        ),
        Entry(
            _("By the chance of being asked"),
            _(
                "An answer to an invitation counts one over the chance with which its visit was"
                " drawn (Horvitz and Thompson 1952), so that together these answers keep their"
                " weight; no factor is below %(least)s or above %(most)s before that."
            )
            % {"least": number(LEAST, 1), "most": number(MOST)},
        ),
        Entry(
            _("When a way of weighting is chosen"),
            _(
                "Every answer of the days with visits, and every later one, gets the factor of"
                " its location, weekday and hours; it is found anew each night. Answers keep"
                " the weight they came with beside it, so that taking the choice back makes"
                " every number what it was. The scores of this page are told without it."
            ),
        ),
    ]
