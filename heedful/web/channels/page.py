"""What the page of channels shows: each account, how it is, and what customers can begin by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from heedful.base.connectors.accounts.domain import HOOK
from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.accounts.queries import accounts_visible_to
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.incoming.queries import incoming_visible_to
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.secrets import SecretLost, unseal
from heedful.base.connectors.sending.models import State
from heedful.base.connectors.sending.queries import counts_of
from heedful.base.notify.models import Webhook
from heedful.base.notify.queries import unsure_webhooks
from heedful.base.org.models import Member
from heedful.listen.conversations.models import By, EntryPoint
from heedful.listen.conversations.queries import entry_points_visible_to
from heedful.listen.surveys.models import SurveyLink

LOOKS_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AccountRow:
    account: ChannelAccount
    state: str  # well, failing, blind, paused, new
    hears: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    entry: EntryPoint
    by: str
    survey: str
    place: str


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    accounts: Sequence[AccountRow]
    entries: Sequence[EntryRow]
    counts: Sequence[tuple[State, int]]
    unsure_webhooks: Sequence[tuple[Webhook, int]]
    unassigned: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address of ours that the network has to be told."""

    name: str
    url: str


def channels_page(*, member: Member, now: datetime) -> ChannelsPage:
    since = now - LOOKS_BACK
    counts = counts_of(member=member, since=since)
    waits = incoming_visible_to(member=member).filter(outcome=Outcome.UNASSIGNED)
    return ChannelsPage(
        accounts=[_account(one) for one in accounts_visible_to(member=member)],
        entries=_entries(entry_points_visible_to(member=member)),
        counts=[(state, counts[state]) for state in State if counts.get(state)],
        unsure_webhooks=unsure_webhooks(member=member, since=since),
        unassigned=waits.count(),
    )


def _account(account: ChannelAccount) -> AccountRow:
    hears = account.kind != AccountKind.MAIL or bool(account.options.get("imap_host"))
    return AccountRow(account, _state(account), hears)


def _state(account: ChannelAccount) -> str:
    if account.paused_at:
        return "paused"
    if account.failing_since:
        return "failing"
    if account.blind_since:
        return "blind"
    return "well" if account.last_sent_at or account.last_heard_at else "new"


def _entries(found: QuerySet[EntryPoint]) -> list[EntryRow]:
    entries = list(found)
    links = {
        bytes(link.token_hash): link
        for link in SurveyLink.objects.filter(
            pk__in=[bytes(one.link_hash) for one in entries]
        ).select_related("location", "version__questionnaire")
    }
    return [
        EntryRow(
            entry=one,
            by=str(By(one.channel).label),
            survey=link.version.questionnaire.name if link else "",
            place=link.location.name if link else "",
        )
        for one in entries
        for link in [links.get(bytes(one.link_hash))]
    ]


def addresses_of(account: ChannelAccount) -> list[Address]:
    """What has to be set at the network, so that it tells us what comes in."""
    try:
        secret = unseal(account.sealed).get(HOOK, "")
    except SecretLost:
        return []
    if not secret:
        return []
    at = own_address()
    if account.kind == AccountKind.KANNEL:
        path = reverse("hook-kannel-message", args=[secret])
        asked = "?from=%p&to=%P&id=%I&coding=%c&text=%b"
        return [Address("get-url", f"{at}{path}{asked}")]
    named = {"A MESSAGE COMES IN": "hook-twilio-message"} if "sms" in account.channels else {}
    if "call" in account.channels:
        named |= {
            "A CALL COMES IN": "hook-voice-in",
            "CALL STATUS CHANGES": "hook-voice-over",
        }
    return [Address(name, f"{at}{reverse(view, args=[secret])}") for name, view in named.items()]
