"""The method card of a programme: whom chance draws, and what the response rate is."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.base.org.models import Member
from heedful.listen.invitations.models import Programme
from heedful.listen.invitations.queries import funnel_of
from heedful.web.invitations.page import SHOWN, rate_of
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import clock, number


def card_of(*, member: Member, programme: Programme, now: datetime) -> Card:
    funnel = funnel_of(member=member, programme=programme, since=now - SHOWN, now=now)
    rate = rate_of(funnel.ended_answered, funnel.ended)
    entries = [
        Entry(
            _("Chance"),
            _(
                "Each visit is drawn by a number made from its key and the programme's, which"
                " nobody chooses and which is always the same. Of two parts of the day of one"
                " location, the one where more people answer has the smaller chance: the lowest"
                " answer rate divided by its own, and never less than a quarter of what it would"
                " be. Where a number of answers is enough, the chance is no higher than that"
                " number needs."
            ),
        ),
        Entry(
            _("Answer rates behind it"),
            _(
                "Of 16 weeks, pulled toward the rate of the whole programme as if 50 more had been"
                " asked; before anything is known, 10 of 100. Worked out anew once a day."
            ),
        ),
        Entry(
            _("Response rate"),
            _(
                "Of invitations whose time is over, the share that was answered. Newer ones are"
                " left out: of those only the quick have answered. Who could not be reached was"
                " not asked. 95% interval after Wilson (1927)."
            ),
        ),
        Entry(_("Data"), _("Visits told to Heedful since the programme started, of 90 days.")),
        Entry(_("Invitations whose time is over"), number(funnel.ended)),
        Entry(
            _("What it cannot tell"),
            _(
                "What those think who were not asked or did not answer. Chance evens out the"
                " parts of the day; people who answer may still differ from people who do not."
                " Visits without an address cannot be asked about at all."
            ),
        ),
    ]
    if rate.known:
        told = {"low": number(rate.low), "high": number(rate.high)}
        entries.insert(3, Entry(_("Interval"), _("%(low)s to %(high)s of 100") % told))
    if programme.chances_at:
        entries.append(Entry(_("Chances of"), clock(programme.chances_at)))
    return Card(
        title=_("Who is invited"),
        plain=_(
            "Not every visit is asked about. Chance decides, with a probability that is known and"
            " kept, so that the answers speak for all visits as well as they can."
        ),
        entries=entries,
        lines=(),
        back=reverse("programme", args=[programme.pk]),
    )
