"""Breaking off a count that nobody waits for any more, wherever an engine is at that moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from django.db import connection

# How often somebody looks whether a count is still waited for, in seconds.
LOOK_EVERY = 0.5


class Stopped(Exception):
    """Nobody waits for this count any more."""


@dataclass(slots=True)
class _Watch:
    """What is to be interrupted, and whether it was."""

    interrupts: list[Callable[[], None]] = field(default_factory=list)
    is_stopped: bool = False
    lock: Lock = field(default_factory=Lock)

    def stop(self) -> None:
        with self.lock:
            self.is_stopped = True
            for interrupt in self.interrupts:
                interrupt()


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


@contextmanager
def stopped_when(is_unwanted: Callable[[], bool]) -> Iterator[None]:
    """Count what stands within only until `is_unwanted`, which a thread of its own asks.

    Raises Stopped out of the engine that counts at that moment.
    """
    watch, done = _Watch(), Event()

    def look() -> None:
        try:
            while not done.wait(LOOK_EVERY):
                if is_unwanted():
                    watch.stop()
        finally:
            connection.close()

    thread = Thread(target=look, name="watch", daemon=True)
    token = _watch.set(watch)
    thread.start()
    try:
        yield
    finally:
        _watch.reset(token)
        done.set()
        thread.join()


@contextmanager
def interrupted_by(interrupt: Callable[[], None]) -> Iterator[None]:
    """Let an engine be interrupted while it does what stands within. Raises Stopped.

    `interrupt` is called from another thread, and again as long as the engine goes on.
    """
    watch = _watch.get()
    if watch is None:
        yield
        return
    with watch.lock:
        if watch.is_stopped:
            raise Stopped
        watch.interrupts.append(interrupt)
    try:
        yield
    except Exception as reason:
        if watch.is_stopped:
            raise Stopped from reason
        raise
    finally:
        with watch.lock:
            watch.interrupts.remove(interrupt)
