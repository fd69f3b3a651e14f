"""The dispatcher: what follows every change, in batches, each with its effects in one transaction.

It asks for work often while there is some and less often while there is none, because a NOTIFY in
each transaction would cost far more than an empty look (docs/adr/0005).
"""

import signal
import time
import uuid
from collections.abc import Mapping, Sequence
from threading import Event
from types import FrameType

import structlog
from django.db import Error, connection
from django.utils import timezone

from heedful.base.connectors.incoming.domain import RECEIVED as MESSAGE_RECEIVED
from heedful.base.org.domain import CLOCK_SET, COUNTRY_SET
from heedful.base.outbox.domain import Handler, beat, dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.flows import cases, feedback_received, message_received
from heedful.listen.feedback.domain import CHANGED, RECEIVED
from heedful.understand.lake.marks import mark, mark_all_clocks
from heedful.understand.metrics.domain import apply


def feedback_changed(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Count what changed, and have the lake write its days anew."""
    apply(tenant_id, entries)
    mark(tenant_id, entries)


def clock_set(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Have the lake write the days of places anew whose clock was set right."""
    del entries
    mark_all_clocks(tenant_id=tenant_id)


# Topic by topic, what is done with entries of the outbox.
HANDLERS: Mapping[str, Handler] = {
    CHANGED: feedback_changed,
    RECEIVED: feedback_received.run,
    MESSAGE_RECEIVED: message_received.run,
    CLOCK_SET: clock_set,
    COUNTRY_SET: cases.country_set,
}

NAME = "dispatcher"
BEAT_EVERY = 5.0
SHORTEST_WAIT, LONGEST_WAIT = 0.025, 0.25
FEWEST, MOST = 16, 512
# The longest wait for a database that went away.
PATIENCE = 5.0

log = structlog.get_logger(__name__)


def count_all() -> None:
    """Hand out all that waits, in this process; harmless beside a dispatcher that does the same."""
    while dispatch(handlers=HANDLERS, now=timezone.now(), limit=FEWEST):
        pass


def run_forever() -> None:
    """Hand out what is in the outbox until SIGTERM or SIGINT; the batch at hand is finished."""
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    run_until(stop)


def run_until(stop: Event) -> None:
    """Hand out until `stop` is set; outlive a database that goes away and comes back."""
    limit, wait, last_beat = FEWEST, SHORTEST_WAIT, float("-inf")
    patience = SHORTEST_WAIT
    while not stop.is_set():
        started = time.monotonic()
        try:
            if started - last_beat >= BEAT_EVERY:
                beat(name=NAME, now=timezone.now())
                last_beat = started
            count = dispatch(handlers=HANDLERS, now=timezone.now(), limit=limit)
        except Error as error:
            log.warning("dispatcher.no_database", error=type(error).__name__)
            connection.close()
            stop.wait(patience)
            patience = min(patience * 2, PATIENCE)
            continue
        patience = SHORTEST_WAIT
        wait = SHORTEST_WAIT if count else min(wait * 1.5, LONGEST_WAIT)
        full = count == limit
        limit = next_limit(limit, full=full, seconds=time.monotonic() - started)
        if not full:
            stop.wait(wait)
    connection.close()


def next_limit(limit: int, *, full: bool, seconds: float) -> int:
    """How many entries to take next: more while they are light, fewer while they are heavy.

    An entry is one answer or five thousand rows of a file. A batch is held in memory and in one
    transaction, so it should end within about a second.
    """
    if seconds > 1:
        return max(limit // 2, 1)
    if not full:
        return FEWEST
    return min(limit * 2, MOST) if seconds < 0.25 else limit
