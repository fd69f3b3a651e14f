"""Start a program that cannot outlive the one that started it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from heedful.ops.account import Account

PR_SET_PDEATHSIG = 1
# Loaded here, because a freshly forked child should not load libraries.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path | None,
    dies_with_us_by: signal.Signals,
    account: Account | None = None,
    environ: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, its words appended to `log` or, without one, shown.

    When this process ends in whatever way, kill -9 too, the kernel sends the child
    `dies_with_us_by` (Linux). That holds for the thread that forks, so only the main thread may
    call this, and no other thread should be running. A session of its own keeps the terminal's
    Ctrl-C away from the child: who ends when is decided in one place.
    """
    main_thread_only()
    with log.open("ab") if log else nullcontext() as words:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT if log else None,
            cwd="/" if account else None,
            env=dict(environ) if environ is not None else None,
            start_new_session=True,
            # No other thread runs, as the docstring asks, so a hook between fork and exec is safe.
            preexec_fn=bind_to(os.getpid(), dies_with_us_by),  # noqa: PLW1509
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def main_thread_only() -> None:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("only the main thread may start programs that die with it")


def die_with_parent(by: signal.Signals) -> None:
    """Ask the kernel to send this process `by` when the thread that forked it ends."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(by))


def signal_group(leader: int, number: signal.Signals) -> None:
    """Send `number` to the process and to all it started in its session; nothing if all ended."""
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


def wait_until(done: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Look again and again until `done` or `seconds` have passed; say whether it is done."""
    last = time.monotonic() + seconds
    while not done():
        if time.monotonic() > last:
            return False
        time.sleep(step)
    return True


def bind_to(parent: int, by: signal.Signals) -> Callable[[], None]:
    """What a child does first: it ends by `by` when `parent` does, also if it already did."""

    def in_child() -> None:
        die_with_parent(by)
        if os.getppid() != parent:  # It ended before the line above could take hold.
            os._exit(1)

    return in_child
