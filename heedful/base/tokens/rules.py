"""What a program may be let in to, for how long, and how often it may ask."""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from heedful.base.org.rules import Permission, may


class Scope(StrEnum):
    METRICS = "metrics"  # every number that pages show, and what there is to ask about
    PRIORITIES = "priorities"  # drivers, and what each location should do first
    COMMENTS = "comments"  # customers' own words


# A program never gets more than the person who let it in may see.
PERMISSIONS: Mapping[Scope, Permission] = MappingProxyType(
    {
        Scope.METRICS: Permission.SEE_FINDINGS,
        Scope.PRIORITIES: Permission.SEE_FINDINGS,
        Scope.COMMENTS: Permission.SEE_COMMENTS,
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


class Limit:
    """At most `number` requests in any `seconds`, spent at once or evenly, for each key.

    The generic cell rate algorithm (ATM Forum, 1996): one number for each key. It is kept in the
    memory of one process; threads may share it.
    """

    def __init__(self, number: int, seconds: float) -> None:
        self.number, self.seconds = number, seconds
        self._step = seconds / number
        self._free_at: dict[object, float] = {}
        self._lock = threading.Lock()

    def spend(self, key: object, *, now: float) -> Allowance:
        """Count a request of `key` at `now` in seconds of any clock that never goes back."""
        with self._lock:
            ahead = max(self._free_at.get(key, now), now) - now
            if ahead > self.seconds - self._step:
                wait = ahead - (self.seconds - self._step)
                return Allowance(allowed=False, left=0, wait=math.ceil(wait))
            self._free_at[key] = now + ahead + self._step
            if len(self._free_at) > 10_000:
                self._forget(now)
        left = int((self.seconds - ahead - self._step) / self._step + 1e-9)
        return Allowance(allowed=True, left=left, wait=math.ceil(ahead + self._step))

    def _forget(self, now: float) -> None:
        self._free_at = {key: at for key, at in self._free_at.items() if at > now}
