"""One process that everything else hangs on: database, then steps, then children; back again."""

import logging
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from heedful.ops.children import Child, reap_strangers
from heedful.ops.home import Home, OperatorError
from heedful.ops.logs import keep_small
from heedful.ops.postgres import Server
from heedful.ops.processes import signal_group, spawn
from heedful.ops.roles import make_database
from heedful.ops.signals import Inbox

log = logging.getLogger("heedful.ops")

TICK = 0.5
GRACE = 10.0  # For a request, a batch or a job that is under way.
LOGS_EVERY = 60.0


class Stopped(Exception):
    """A wish to stop came before everything was up."""


@dataclass(slots=True)
class Supervisor:
    """Runs `server` (None where a database is given) and groups of children.

    Groups are ended in their order: first those that take in new work. The caller holds the
    lock of the data folder.
    """

    home: Home
    server: Server | None
    inbox: Inbox
    groups: Sequence[Sequence[Child]] = ()
    _logs_seen: float = field(default=0.0)

    def start_server(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Start the server, if it is ours, and do `meanwhile` while it comes up."""
        if self.server is None:
            meanwhile()
        else:
            self.server.start(meanwhile=meanwhile)
            make_database(self.server.url(user="postgres", database="postgres"))

    def step(self, argv: Sequence[str], *, environ: dict[str, str], says: str) -> None:
        """Run a program to its end, shown in the terminal. Raises Stopped, or OperatorError."""
        process = spawn(argv, log=None, dies_with_us_by=signal.SIGKILL, environ=environ)
        while process.poll() is None:
            if self.inbox.stops:
                signal_group(process.pid, signal.SIGTERM)
                process.wait()
                raise Stopped
            self.inbox.wait(TICK)
        if process.returncode != 0:
            raise OperatorError(f"{says} (code {process.returncode}); the reason stands above.")

    def run(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Tend to everything until somebody wishes to stop; `meanwhile` is called at each turn."""
        while not self.inbox.stops:
            self._tend_server()
            now = time.monotonic()
            for child in self._children():
                child.tend(now)
            reap_strangers(self._pids())
            if now - self._logs_seen > LOGS_EVERY:
                keep_small(self.home.logs)
                self._logs_seen = now
            meanwhile()
            self.inbox.wait(TICK)

    def stop(self) -> None:
        """End the groups in order, then the server. A further wish to stop makes it quick."""
        for group in self.groups:
            self._end(group)
        if self.server is not None:
            self.server.stop()

    def _end(self, group: Sequence[Child]) -> None:
        last = time.monotonic() + GRACE
        for child in group:
            child.ask_to_end(signal.SIGTERM)
        while not all(child.has_ended() for child in group):
            if self.inbox.stops > 1 or time.monotonic() > last:
                break
            self.inbox.wait(0.1)
        for child in group:
            if not child.has_ended():
                log.warning("%s did not end by itself and is killed.", child.name)
            child.ask_to_end(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _tend_server(self) -> None:
        """Start the server again when it ended. Its data recover; what was committed is there."""
        if self.server is None or self.server.is_alive():
            return
        log.warning("PostgreSQL ended (%s); starting it again.", self.server.log)
        self.server.start()
        log.info("PostgreSQL is back.")

    def _children(self) -> Iterable[Child]:
        return (child for group in self.groups for child in group)

    def _pids(self) -> list[int]:
        pids = [child.process.pid for child in self._children() if child.process]
        if self.server is not None and self.server.process is not None:
            pids.append(self.server.process.pid)
        return pids
