"""What stands in the contact ledger, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.base.customers.models import Consent, ContactEntry, Customer
from heedful.base.customers.queries import consents_of, said_of
from heedful.listen.feedback.models import Channel
from heedful.web.invitations.words import CHANNELS, PURPOSES, REASONS

Words = str | Promise
# By what somebody was asked, or answered unasked.
BY = {**dict(Channel.choices), **CHANNELS}
SOURCES = {
    "file": _("a file"),
    "api": _("another system"),
    "webhook": _("another system"),
    "link": _("the link in a message"),
    "in_person": _("in person, told to our people"),
    "sms": _("a text message"),
    "email": _("a mail"),
    "call": _("a call"),
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    entry: ContactEntry
    channel: Words
    purpose: Words
    outcome: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class SaidLine:
    channel: Words
    purpose: Words
    agreed: bool
    at: datetime
    source: Words


def lines_of(entries: Iterable[ContactEntry]) -> list[LedgerLine]:
    return [
        LedgerLine(
            entry=one,
            channel=BY.get(one.channel, one.channel),
            purpose=PURPOSES.get(one.purpose, one.purpose),
            outcome=one.get_outcome_display(),
            reason=REASONS.get(one.reason, one.reason),
        )
        for one in entries
    ]


def said_by(customer: Customer) -> list[SaidLine]:
    """What the customer said of being asked; the newest word of each kind."""
    return list(_said(consents_of(customer=customer)))


def _said(consents: Iterable[Consent]) -> Iterator[SaidLine]:
    for consent in consents:
        word = said_of(consent)
        yield SaidLine(
            channel=CHANNELS.get(word.channel, word.channel),
            purpose=PURPOSES.get(word.purpose, word.purpose),
            agreed=word.agreed,
            at=word.at,
            source=SOURCES.get(consent.source, consent.source),
        )
