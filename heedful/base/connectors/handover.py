"""Handing things to machines outside in threads, while one thread alone talks to the database.

What is claimed, and what became of it, is written for as many at once as there are: one message
costs a few statements when it comes alone, and hardly any in a crowd.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from django.db import Error, InterfaceError, OperationalError, connection

# Threads only wait for others, so there may be more of them than processors. Nothing is claimed
# before a thread is free for it: what a killed process had claimed is unknown, so it is few.
THREADS = 8
SHORTEST_WAIT, LONGEST_WAIT = 0.02, 0.2
PATIENCE = 5.0

Claimed = TypeVar("Claimed")
Done = TypeVar("Done")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Handover(Generic[Claimed, Done]):
    """How one kind of things is taken, handed over, and written down."""

    name: str
    # Takes what is due, at most so many, in a transaction that has ended when it returns.
    claim: Callable[[int], Sequence[Claimed]]
    # Called in a thread and without a database. Never raises.
    hand_over: Callable[[Claimed], Done]
    # Writes what became of these; may be repeated.
    write: Callable[[Sequence[Done]], None]


def run_until(stop: threading.Event, handover: Handover[Claimed, Done]) -> None:
    """Hand over until `stop` is set; those under way are finished.

    Outlives a database that goes away and comes back: what became of things is kept until then.
    """
    under_way: list[Future[Done]] = []
    pause = SHORTEST_WAIT
    with ThreadPoolExecutor(THREADS, thread_name_prefix=handover.name) as pool:
        while not stop.is_set():
            before = len(under_way)
            try:
                under_way = _written(handover, under_way)
                room = THREADS - len(under_way)
                claimed = handover.claim(room) if room else []
            except Error as error:
                log.warning("handover.no_database", of=handover.name, error=type(error).__name__)
                connection.close()
                pause = min(max(pause, LONGEST_WAIT) * 2, PATIENCE)
            else:
                moves = bool(claimed) or len(under_way) < before
                under_way += [pool.submit(handover.hand_over, one) for one in claimed]
                pause = SHORTEST_WAIT if moves else min(pause * 1.5, LONGEST_WAIT)
            stop.wait(pause)
        wait(under_way)
        _written(handover, under_way)
    connection.close()


def run_through(handover: Handover[Claimed, Done]) -> int:
    """Hand over all that is due, in this thread; return how many."""
    done = 0
    while claimed := handover.claim(THREADS):
        handover.write([handover.hand_over(one) for one in claimed])
        done += len(claimed)
    return done


def _written(
    handover: Handover[Claimed, Done], under_way: Sequence[Future[Done]]
) -> list[Future[Done]]:
    """Write what became of those that are through; return those that are not."""
    through = [one for one in under_way if one.done()]
    _write(handover, [one.result() for one in through])
    return [one for one in under_way if one not in through]


def _write(handover: Handover[Claimed, Done], done: Sequence[Done]) -> None:
    """Write at once, or one by one where one of them cannot be written: it must hold up nobody.

    That one stays claimed; it comes up again, and is then unknown.
    """
    if not done:
        return
    try:
        handover.write(done)
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        log.exception("handover.not_written", of=handover.name, number=len(done))
        for one in done if len(done) > 1 else ():
            _write(handover, [one])
