"""By which way somebody is told, and when; without a database and without a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60


class Way(StrEnum):
    """How a person is told. What is told stands in their list in any case."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"  # Slack, Teams and others through Apprise
    HOOK = "hook"  # an organisation's own program


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    HANDED = "handed"  # to the room that sends mail and text messages; its state is what counts
    SENT = "sent"  # the other side took it
    FAILED = "failed"
    UNKNOWN = "unknown"  # we were cut off before the other side said yes or no


class Subject(StrEnum):
    """What notices are about, as people choose ways for them: the first word of their kind."""

    ALERT = "alert"
    CASE = "case"
    CHANNEL = "channel"
    OTHER = "other"


class Digest(StrEnum):
    NONE = ""
    HOURLY = "hourly"
    DAILY = "daily"


USUAL: Mapping[Subject, tuple[Way, ...]] = MappingProxyType(
    {
        Subject.ALERT: (Way.PUSH, Way.EMAIL, Way.CHAT),
        Subject.CASE: (Way.PUSH, Way.EMAIL, Way.CHAT),
        Subject.CHANNEL: (Way.EMAIL,),
        Subject.OTHER: (),
    }
)
# Waits between tries, about a day in all; after the last one it has failed.
WAITS = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 10 * 3600)


def subject_of(kind: str) -> Subject:
    """What a notice of a kind like "case.opened" is about."""
    first = kind.partition(".")[0]
    return Subject(first) if first in set(Subject) else Subject.OTHER


def next_wait(attempts: int) -> timedelta | None:
    """How long to wait after so many failed tries; None when it was the last."""
    return timedelta(seconds=WAITS[attempts - 1]) if attempts <= len(WAITS) else None


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one person wants to be told; minutes count from midnight of their own clock."""

    ways: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quiet_from: int | None = None
    quiet_to: int | None = None
    urgent_passes: bool = True
    digest: Digest = Digest.NONE
    digest_minute: int = 7 * 60
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def ways_for(self, kind: str) -> tuple[Way, ...]:
        about = subject_of(kind)
        chosen = self.ways.get(about)
        return USUAL[about] if chosen is None else tuple(Way(one) for one in chosen)

    def due(self, *, way: Way, urgent: bool, now: datetime) -> datetime:
        """When to tell: at once, after the quiet hours, or with the next digest (mail only)."""
        if urgent and self.urgent_passes:
            return now
        due = now
        if way is Way.EMAIL and self.digest and not urgent:
            due = self._next_digest(now)
        return self._after_quiet(due)

    def gathers(self, *, way: Way, urgent: bool) -> bool:
        """Whether it waits for others, so that several come in one mail."""
        return way is Way.EMAIL and bool(self.digest) and not urgent

    def _next_digest(self, now: datetime) -> datetime:
        local = now.astimezone(self.zone)
        if self.digest is Digest.HOURLY:
            return (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        return self._at(local, self.digest_minute, after=now)

    def _after_quiet(self, moment: datetime) -> datetime:
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return moment
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        quiet = (
            self.quiet_from <= minute < self.quiet_to
            if self.quiet_from < self.quiet_to
            else minute >= self.quiet_from or minute < self.quiet_to
        )
        return self._at(local, self.quiet_to, after=moment) if quiet else moment

    def _at(self, local: datetime, minute: int, *, after: datetime) -> datetime:
        """The next time that this person's clock shows `minute`."""
        today = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
        # Wall-clock days: tomorrow at seven is at seven, also when the clocks change.
        return today if today > after else today + timedelta(days=1)
