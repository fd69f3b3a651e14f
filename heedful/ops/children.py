"""A program that must always run: started, started again when it ends, ended in good order."""

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from heedful.ops.forks import CAN_FORK, Fork, fork
from heedful.ops.logs import last_lines
from heedful.ops.processes import signal_group, spawn

log = logging.getLogger("heedful.ops")

# A child that ran this long was well; its next end is counted from the beginning.
WELL_AFTER = 30.0
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Child:
    """One program and its state. `due` is when to start it, on the supervisor's clock.

    With `run` it is a copy of this process that calls it; else the program `argv`.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    environ: Mapping[str, str] = field(repr=False)
    run: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | Fork | None = None
    due: float = 0.0
    started: float = 0.0
    failures: int = 0

    def tend(self, now: float) -> None:
        """Notice an end, and start what is due."""
        if self.process is not None and self.process.poll() is not None:
            self._has_ended(self.process, now)
        if self.process is None and now >= self.due:
            self.process = self._start()
            self.started = now

    def _start(self) -> subprocess.Popen[bytes] | Fork:
        if self.run is None or not CAN_FORK:
            return spawn(
                self.argv, log=self.log, dies_with_us_by=signal.SIGKILL, environ=self.environ
            )
        return fork(
            self.run,
            name=self.name,
            log=self.log,
            dies_with_us_by=signal.SIGKILL,
            environ=self.environ,
        )

    def _has_ended(self, process: subprocess.Popen[bytes] | Fork, now: float) -> None:
        signal_group(process.pid, signal.SIGKILL)  # What it started itself must not go on alone.
        self.failures = 1 if now - self.started > WELL_AFTER else self.failures + 1
        pause = pause_after(self.failures)
        self.process, self.due = None, now + pause
        log.warning(
            "%s ended %s; starting it again in %.1f s. Its last words (%s):\n%s",
            self.name,
            how_it_ended(process.returncode or 0),
            pause,
            self.log,
            last_lines(self.log, 5),
        )

    def ask_to_end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(number)
        if number == signal.SIGKILL:
            signal_group(self.process.pid, number)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def pause_after(failures: int) -> float:
    """Half a second after the first end, then twice as long each time, half a minute at most."""
    return min(0.5 * 2.0 ** (failures - 1), LONGEST_PAUSE)


def how_it_ended(code: int) -> str:
    return f"with code {code}" if code >= 0 else f"by {signal.Signals(-code).name}"


def reap_strangers(known: Iterable[int]) -> None:
    """Bury processes that ended and were handed to us as the first process of a container.

    The children's own ends are left for their owner to see.
    """
    ours = set(known)
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in ours:
            return
        os.waitpid(ended.si_pid, 0)
