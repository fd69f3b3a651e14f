"""What a program may be let in to, for how long, and how often it may ask."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from heedful.base.org.rules import Permission, may


class Scope(StrEnum):
    METRICS = "metrics"  # every number that pages show, and what there is to ask about
    PRIORITIES = "priorities"  # drivers, and what each location should do first
    COMMENTS = "comments"  # customers' own words
    VISITS = "write:visits"  # visits that customers may be asked about
    RESPONSES = "write:responses"  # answers to surveys, which a program brings


# A program never gets more than the person who let it in may see.
PERMISSIONS: Mapping[Scope, Permission] = MappingProxyType(
    {
        Scope.METRICS: Permission.SEE_FINDINGS,
        Scope.PRIORITIES: Permission.SEE_FINDINGS,
        Scope.COMMENTS: Permission.SEE_COMMENTS,
        Scope.VISITS: Permission.INVITE_CUSTOMERS,
        Scope.RESPONSES: Permission.MAKE_SURVEYS,
    }
)
DAYS = (7, 30, 90, 365)
DEFAULT_DAYS = 90
# So that a token found in a file or a log says what it is, and scanners can look for it.
PREFIX = "heedful_"
MOST_TOKENS = 100  # of one person that still work


def scopes_open_to(role: str) -> tuple[Scope, ...]:
    """The scopes that a person of this role may hand on."""
    return tuple(one for one in Scope if may(role=role, permission=PERMISSIONS[one]))


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether one more request is allowed, and what is left."""

    allowed: bool
    left: int
    wait: int  # seconds until the next one is


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `number` requests in any `seconds`, spent at once or evenly, for each token.

    The generic cell rate algorithm (ATM Forum, 1996): all that is kept of a token is when it would
    be as good as new, `free_at`.
    """

    number: int
    seconds: int

    @property
    def step(self) -> timedelta:
        """What one request adds to `free_at`."""
        return timedelta(seconds=self.seconds) / self.number

    @property
    def spare(self) -> timedelta:
        """How far ahead of now `free_at` may be for one more request."""
        return self.step * (self.number - 1)

    def allowed(self, *, free_at: datetime, now: datetime) -> Allowance:
        """What to tell of a request that moved `free_at` here."""
        ahead = free_at - now
        left = int((self.spare + self.step - ahead) / self.step + 1e-6)
        return Allowance(allowed=True, left=left, wait=_seconds(ahead))

    def refused(self, *, free_at: datetime, now: datetime) -> Allowance:
        """What to tell of a request that came while `free_at` was too far ahead."""
        return Allowance(allowed=False, left=0, wait=_seconds(free_at - now - self.spare))


def _seconds(wait: timedelta) -> int:
    return math.ceil(round(wait.total_seconds(), 3))
