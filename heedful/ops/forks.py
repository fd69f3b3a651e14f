"""Children as copies of this process: what it has loaded they need not load again.

Four processes that each load the product need six seconds of processor time to start; copies
need it once, and share the memory.
"""

import ctypes
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from heedful.ops.processes import bind_to, main_thread_only

PR_SET_NAME = 15
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
# Copying a process that uses the system's frameworks is not safe on macOS.
CAN_FORK = sys.platform == "linux"


@dataclass(slots=True)
class Fork:
    """A copy that runs, with the part of subprocess.Popen's manner that is needed."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        last = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if last is not None and time.monotonic() > last:
                raise TimeoutError
            time.sleep(0.01)
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def fork(
    run: Callable[[], None],
    *,
    name: str,
    log: Path,
    dies_with_us_by: signal.Signals,
    environ: Mapping[str, str],
) -> Fork:
    """Run `run` in a copy of this process, as `spawn` would run a program.

    The same holds: only from the main thread, and no other thread should be running.
    """
    main_thread_only()
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    # A wish to end that comes before the copy is itself waits until then.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    if pid := os.fork():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        return Fork(pid)
    bind_to(parent, dies_with_us_by)()
    _become(name, log, environ)
    os._exit(_code_of(run))


def words_of(run: Callable[[], None], *, environ: Mapping[str, str]) -> str:
    """What `run` writes in a copy of this process; nothing where it fails. See `fork`."""
    words = os.memfd_create("words")
    try:
        copy = fork(
            run,
            name="words",
            log=Path(f"/proc/self/fd/{words}"),
            dies_with_us_by=signal.SIGKILL,
            environ=environ,
        )
        failed = copy.wait()
        os.lseek(words, 0, os.SEEK_SET)
        with os.fdopen(os.dup(words), encoding="utf-8") as file:
            return "" if failed else file.read()
    finally:
        os.close(words)


def _code_of(run: Callable[[], None]) -> int:
    """Run to the end, as the interpreter would: whatever happens, the copy must not go on as us."""
    code = 0
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:  # noqa: BLE001 - the interpreter catches no less.
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _become(name: str, log: Path, environ: Mapping[str, str]) -> None:
    """Let go of what is the supervisor's: terminal, signals, lock, log, and its environment."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    nothing = os.open(os.devnull, os.O_RDONLY)
    words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for file, ours in ((nothing, 0), (words, 1), (words, 2)):
        os.dup2(file, ours)
    # The lock of the data folder among them: it must end with the supervisor alone.
    os.closerange(3, 4096)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a number.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    logging.getLogger("heedful.ops").handlers.clear()
    if _libc is not None:
        _libc.prctl(PR_SET_NAME, f"heedful-{name}"[:15].encode())
    os.environ.clear()
    os.environ.update(environ)
