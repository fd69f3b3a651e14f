"""Who may be asked: what an organisation decided, what is known, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from heedful.base.customers.stopping import is_stop

__all__ = ["is_stop"]

ALL = "all"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    CALL = "call"


class Purpose(StrEnum):
    SURVEY = "survey"
    REMINDER = "reminder"
    FOLLOW_UP = "follow_up"  # after a case: was the promise kept, are you happy now
    REVIEW = "review"
    RECOMMENDATION = "recommendation"
    THANKS = "thanks"
    SERVICE = "service"  # an answer to what the customer began, such as a case


class Refusal(StrEnum):
    ERASED = "erased"
    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    OPEN_CASE = "open_case"
    BUDGET = "budget"
    QUIET_HOURS = "quiet_hours"


# Which identity a channel reaches a customer by.
REACHED_BY: Mapping[str, str] = MappingProxyType(
    {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.CALL: "phone"}
)
# What the customer started is answered whatever the budget says, and by day or night.
ANSWERS = frozenset({Purpose.SERVICE})
# A case's own questions come although the case is open.
OF_A_CASE = frozenset({Purpose.SERVICE, Purpose.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many asks in so many days, for some purposes together."""

    purposes: tuple[str, ...]
    most: int
    days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organisation decided about asking. The standard is careful."""

    budgets: tuple[Budget, ...] = (
        Budget((Purpose.SURVEY,), 1, 30),
        Budget((Purpose.REVIEW, Purpose.RECOMMENDATION), 1, 60),
        Budget((ALL,), 3, 30),
    )
    earliest: time = time(9)
    latest: time = time(20)
    # Channels on which a customer must have agreed before; elsewhere a legitimate interest does.
    needs_consent: tuple[str, ...] = (Channel.SMS, Channel.CALL)


STANDARD = Policy()


@dataclass(frozen=True, slots=True)
class Asked:
    """The ask is in the ledger; send it to this address."""

    entry_id: object
    to: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The refusal is in the ledger; asking again before `until` is of no use."""

    reason: Refusal
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The newest word of a customer on one channel (or all) and purpose (or all)."""

    channel: str
    purpose: str
    agreed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one customer at the moment of an ask."""

    address: str = ""
    zone: str = "UTC"
    said: Sequence[Said] = ()
    # The newest hold's end; None inside the tuple: until it is released.
    holds: Sequence[datetime | None] = ()
    # Earlier asks as (purpose, when).
    asks: Sequence[tuple[str, datetime]] = field(default=())


def decide(
    policy: Policy, facts: Facts, *, channel: str, purpose: str, now: datetime
) -> Refused | None:
    """Return why a customer is not asked; None when they may be. What ends soonest comes last."""
    if not facts.address:
        return Refused(Refusal.NO_ADDRESS)
    said = agreed(facts.said, channel=channel, purpose=purpose)
    if said is False:
        return Refused(Refusal.OPTED_OUT)
    if purpose in ANSWERS:
        return None
    if said is None and channel in policy.needs_consent:
        return Refused(Refusal.NO_CONSENT)
    return _not_now(policy, facts, purpose=purpose, now=now)


def _not_now(policy: Policy, facts: Facts, *, purpose: str, now: datetime) -> Refused | None:
    if purpose not in OF_A_CASE and facts.holds:
        ends = [end for end in facts.holds if end is not None]
        return Refused(Refusal.OPEN_CASE, max(ends) if len(ends) == len(facts.holds) else None)
    free_at = _free_at(policy, facts.asks, purpose=purpose, now=now)
    if free_at is not None:
        return Refused(Refusal.BUDGET, free_at)
    opens = next_opening(policy, zone=facts.zone, now=now)
    return None if opens <= now else Refused(Refusal.QUIET_HOURS, opens)


def agreed(said: Sequence[Said], *, channel: str, purpose: str) -> bool | None:
    """A refusal that covers the ask outweighs an older agreement, and the newest word wins."""
    covering = [
        one for one in said if one.channel in (channel, ALL) and one.purpose in (purpose, ALL)
    ]
    return max(covering, key=lambda one: (one.at, not one.agreed)).agreed if covering else None


def next_opening(policy: Policy, *, zone: str, now: datetime) -> datetime:
    """Return `now` when it is no quiet hour at the customer's, else when the next day begins."""
    if policy.earliest == policy.latest:
        return now
    here = now.astimezone(ZoneInfo(zone))
    clock = here.time()
    if policy.earliest <= clock < policy.latest:
        return now
    day = here.date() if clock < policy.earliest else here.date() + timedelta(days=1)
    return datetime.combine(day, policy.earliest, here.tzinfo).astimezone(UTC)


def _free_at(
    policy: Policy, asks: Sequence[tuple[str, datetime]], *, purpose: str, now: datetime
) -> datetime | None:
    """Return when every budget has room again; None when all have it now."""
    free: list[datetime] = []
    for budget in policy.budgets:
        if not ({purpose, ALL} & set(budget.purposes)):
            continue
        window = timedelta(days=budget.days)
        counted = sorted(
            at
            for earlier, at in asks
            if at > now - window and ({earlier, ALL} & set(budget.purposes))
        )
        if budget.most == 0:
            return now + window
        if len(counted) >= budget.most:
            free.append(counted[-budget.most] + window)
    return max(free, default=None)
