"""What a PostgreSQL that did not end by itself left behind on a data directory."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from heedful.ops.home import OperatorError
from heedful.ops.processes import wait_until

# A fast shutdown that has begun writes one checkpoint; it is given this long at each insistence.
PATIENCE = 10.0


def clear(data: Path) -> None:
    """Make the data directory free for a new server.

    The caller holds the lock of the data folder, so a server found on it has lost its
    supervisor and is ending, or will not learn that it should. Raises OperatorError when it
    does not end.
    """
    for number in (None, signal.SIGINT, signal.SIGQUIT):
        _tell(at_work(data), number)
        if wait_until(lambda: not at_work(data), seconds=PATIENCE, step=0.05):
            _forget_reused_pid(data)
            return
    raise OperatorError(
        f"A PostgreSQL from an earlier start still works on {data} and does not end"
        f" (processes {', '.join(map(str, at_work(data)))}). End it, then start Heedful again."
    )


def at_work(data: Path) -> list[int]:
    """The processes whose working directory is `data`: a postmaster and all its backends."""
    if sys.platform != "linux":
        return []
    place = str(data.resolve())
    processes = (entry for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return sorted(int(entry.name) for entry in processes if _working_directory(entry) == place)


def _working_directory(process: Path) -> str | None:
    try:
        return str((process / "cwd").readlink())
    except OSError:  # It ended, or belongs to somebody else.
        return None


def _tell(processes: list[int], number: signal.Signals | None) -> None:
    for pid in processes if number is not None else ():
        with suppress(ProcessLookupError):
            os.kill(pid, number or 0)


def _forget_reused_pid(data: Path) -> None:
    """Remove a pid file whose number belongs to another program by now.

    PostgreSQL checks only whether the number is alive, which in a container it often is. With
    a dead number the file stays: it names the shared memory that PostgreSQL looks after itself.
    """
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text(encoding="ascii").partition("\n")[0])
    except (OSError, ValueError):
        return
    if sys.platform == "linux" and Path(f"/proc/{pid}").exists():
        file.unlink()
