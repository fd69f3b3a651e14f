"""Who is drawn, when they are asked, and how often: what a programme decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import blake2b

from heedful.base.customers.rules import Policy, Refusal, Refused, next_opening

# Answer rates are pulled toward the programme's own as if so many more had been asked.
PRIOR = 50
# Until anything is known, one of ten answers.
FIRST_RATE = 0.1
# Nobody's chance falls below this part of what it would be: their answers would weigh too much.
LEAST_PART = 0.25
LEAST_CHANCE = 0.02
# Targets and answer rates look back so far.
LOOKS_BACK = timedelta(days=28)
# Why somebody is not asked that the contact rules do not know of.
NO_CUSTOMER, QUOTA, TOO_LATE, BROKEN = "no_customer", "quota", "too_late", "broken"


@dataclass(frozen=True, slots=True)
class Wording:
    """What one language says; what is empty is said in our words."""

    subject: str = ""
    body: str = ""
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a programme decides."""

    channels: tuple[str, ...] = ("email", "sms")
    # Of all visits, or fewer where `answers_wanted` needs fewer.
    share: float = 1.0
    even_out: bool = True
    answers_wanted: int | None = None  # of each location in four weeks
    quota: int | None = None  # invitations of each location in seven days
    delay_minutes: int = 120
    earliest: time = time(9)
    latest: time = time(20)
    max_days: int = 3  # after the visit; later nobody remembers
    reminders: int = 1
    reminder_days: int = 3
    expires_days: int = 14
    wording: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stratum:
    """What is known of one location in one part of the day, lately."""

    visits: int
    asked: int = 0
    answered: int = 0


def chances(plan: Plan, strata: Mapping[str, Stratum]) -> dict[str, float]:
    """Return the probability with which a visit of each part of a location's day is drawn.

    Where people answer less, more are asked, so that the answers come in the shares of the
    visits; nobody's chance is nought, so that weights can undo it.
    """
    asked = sum(one.asked for one in strata.values())
    answered = sum(one.answered for one in strata.values())
    overall = (answered + PRIOR * FIRST_RATE) / (asked + PRIOR)
    rates = {
        name: (one.answered + PRIOR * overall) / (one.asked + PRIOR) if plan.even_out else overall
        for name, one in strata.items()
    }
    visits = sum(one.visits for one in strata.values())
    lowest = min(rates.values(), default=overall)
    found = {}
    for name, rate in rates.items():
        part = max(lowest / rate, LEAST_PART)
        chance = plan.share * part
        if plan.answers_wanted is not None and visits:
            chance = min(chance, plan.answers_wanted / visits / rate)
        found[name] = min(max(chance, LEAST_CHANCE), 1.0)
    return found


def is_drawn(chance: float, *, programme: str, visit: str) -> bool:
    """Draw a visit: by chance, and every time the same."""
    digest = blake2b(f"{programme}:{visit}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < chance * 2**64


def due_at(plan: Plan, *, visited_at: datetime, zone: str) -> datetime:
    """Return when to ask: some time after the visit, in the hours of the customer's own clock."""
    return in_hours(plan, at=visited_at + timedelta(minutes=plan.delay_minutes), zone=zone)


def in_hours(plan: Plan, *, at: datetime, zone: str) -> datetime:
    return next_opening(Policy(earliest=plan.earliest, latest=plan.latest), zone=zone, now=at)


def deadline(plan: Plan, *, visited_at: datetime) -> datetime:
    """After this nobody is asked about the visit any more."""
    return visited_at + timedelta(days=plan.max_days)


def ways_left(plan: Plan, *, failed: Collection[str]) -> tuple[str, ...]:
    """The channels still to be tried, in order: none again by which something did not arrive."""
    return tuple(channel for channel in plan.channels if channel not in failed)


@dataclass(frozen=True, slots=True)
class Later:
    """Try again then."""

    at: datetime


def after_refusals(refusals: list[Refused], *, last: datetime) -> Later | str:
    """Tell what follows when every channel was refused: another try in time, or the reason.

    The reason told is the one that came closest to an ask.
    """
    soon = [one.until for one in refusals if one.until is not None and one.until <= last]
    if soon:
        return Later(min(soon))
    order = list(Refusal)
    return max((one.reason for one in refusals), key=order.index).value if refusals else NO_CUSTOMER
