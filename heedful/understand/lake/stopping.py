"""Breaking off a count that nobody waits for any more, wherever an engine is at that moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

    def add(self, interrupt: Callable[[], None]) -> None:
        """Interrupt this too. Raises Stopped."""
        with self.lock:
            if self.is_stopped:
                raise Stopped
            self.interrupts.append(interrupt)

    def remove(self, interrupt: Callable[[], None]) -> None:
        with self.lock, suppress(ValueError):
            self.interrupts.remove(interrupt)

    def stop(self) -> None:
        with self.lock:
            self.is_stopped = True
            for interrupt in self.interrupts:
                interrupt()


# The innermost is the last.
_watches: ContextVar[tuple[_Watch, ...]] = ContextVar("watches", default=())


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
    token = _watches.set((*_watches.get(), watch))
    thread.start()
    try:
        yield
    finally:
        _watches.reset(token)
        done.set()
        thread.join()


@contextmanager
def interrupted_by(interrupt: Callable[[], None]) -> Iterator[None]:
    """Let an engine be interrupted while it does what stands within. Raises Stopped.

    `interrupt` is called from another thread, and again as long as the engine goes on.
    """
    watches = _watches.get()
    try:
        for watch in watches:
            watch.add(interrupt)
        yield
    except Exception as reason:
        if any(watch.is_stopped for watch in watches):
            raise Stopped from reason
        raise
    finally:
        for watch in watches:
            watch.remove(interrupt)
