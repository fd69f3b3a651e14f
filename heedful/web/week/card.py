"""The method card of the trading week."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.understand.week.rules import FALSE_DISCOVERY_RATE, FEWEST_ANSWERS
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import day, number, percent
from heedful.web.week.page import Weeks

LINES = (
    "week-false",
    "week-none",
    "week-found-own",
    "week-found-shared",
    "week-chain",
    "week-interval",
    "week-senior",
)


def card_of(page: Weeks, back: str) -> Card:
    """Tell what is behind the marks and numbers of one page."""
    return Card(
        title=_("Trading week"),
        plain=_(
            "Which parts of the week are clearly weaker or stronger than the rest of the same"
            " location's week. A weak part is a place to look, not an explanation."
        ),
        entries=[
            Entry(
                _("Average"),
                _(
                    "The average answer of guests in that part of the week. Guests of one shift"
                    " share its luck, so ten answers of one evening count for less than ten"
                    " answers of ten evenings."
                ),
            ),
            Entry(
                _("Weak and strong"),
                _(
                    "Each part is compared with the rest of the location's own week. What all"
                    " locations have in common in that part, and how often single locations"
                    " differ, is learned from all of them (empirical Bayes on sums), and each"
                    " distance is pulled toward zero by how little is known. Parts are marked in"
                    " order of how sure they are, as long as no more than %(rate)s of all marked"
                    " parts are expected to be false alarms."
                )
                % {"rate": percent(FALSE_DISCOVERY_RATE)},
            ),
            Entry(_("Data"), _data(page)),
            Entry(
                _("Interval"),
                _(
                    "95%: of averages from the differences between guests and between shifts; of"
                    " distances from everything that may lie behind what was seen. The interval of"
                    " a marked distance is wider, because the marked parts were picked out of many"
                    " and chance helps what is picked: of all marked parts, no more than one in"
                    " twenty is expected to lie outside. It may hold zero. Then it is likely that"
                    " the part differs, but not by how much."
                ),
            ),
            Entry(
                _("Few answers"),
                ngettext(
                    "With fewer than %(n)s answer a part is not judged by itself.",
                    "With fewer than %(n)s answers a part is not judged by itself.",
                    FEWEST_ANSWERS,
                )
                % {"n": number(FEWEST_ANSWERS)},
            ),
            Entry(_("Shifts"), _shifts(page)),
            Entry(
                _("Senior cover"),
                _(
                    "The difference between shifts with and without somebody senior on duty, only"
                    " between shifts of the same location, weekday and time of day, so that busy"
                    " evenings are not compared with quiet mornings. The interval allows for what"
                    " shifts of one day share."
                ),
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "Why a part is weak, or whether more senior cover would change it. A part"
                    " without a mark may be weak too: small differences cannot be seen with the"
                    " answers of one location."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )


def _data(page: Weeks) -> str:
    told = {
        "question": page.label,
        "first": day(page.run.first_day),
        "last": day(page.run.last_day),
        "n": number(page.whole.n),
        "places": number(page.whole.locations),
    }
    return (
        _(
            "“%(question)s”, %(first)s to %(last)s: %(n)s answers at %(places)s locations, by the"
            " location's own clock. After midnight it is still the same trading day."
        )
        % told
    )


def _shifts(page: Weeks) -> str:
    share = page.whole.shift_share
    if share is None:
        return _("All answers are alike.")
    return _("Guests of the same shift share %(share)s of the differences between answers.") % {
        "share": percent(share)
    }
