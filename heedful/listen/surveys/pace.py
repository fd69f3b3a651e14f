"""How fast one client may send to one address. Pages come from one process, so it counts alone.

A table of guests behind one router is one client here, and so is a kiosk that was without a
connection: the limits leave room for both. Nothing is kept of a client but a moment.
"""

import math
import time
from threading import Lock

from django.conf import settings

from heedful.listen.surveys.recent import Recent

# Forms that may hold a photo, which costs far more than words do.
PICTURES_A_MINUTE = 60
MINUTE = 60.0


class Pace:
    """At most `number` in a minute, spent at once or evenly, for each key (GCRA, as for tokens)."""

    def __init__(self, number: int, *, most: int = 50_000) -> None:
        self._step = MINUTE / number
        self._spare = MINUTE - self._step
        self._free_at: Recent[float] = Recent(most)
        self._lock = Lock()

    def wait(self, key: tuple[str, ...], *, now: float, number: int = 1) -> int:
        """Count one more, or `number` together; return 0, or the seconds until they are taken."""
        with self._lock:
            free_at = max(self._free_at.get(key) or 0.0, now)
            ahead = free_at + self._step * (number - 1) - now - self._spare
            if ahead > 1e-6:
                return math.ceil(ahead)
            self._free_at.put(key, free_at + self._step * number)
            return 0


ANSWERS = Pace(settings.ENVIRONMENT.survey_rate)
PICTURES = Pace(PICTURES_A_MINUTE)


def seconds_to_wait(*, token: str, client: str, has_file: bool) -> int:
    """Return 0 when a form of this client is taken at this address now."""
    pace = PICTURES if has_file else ANSWERS
    return pace.wait((token, client), now=time.monotonic())
