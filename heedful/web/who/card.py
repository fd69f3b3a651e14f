"""The method card of the page on who answers."""

from django.utils.translation import gettext as _

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
                    " here, and why no other page uses these weights by itself."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )
