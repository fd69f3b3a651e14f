"""One supervisor a data folder: a lock that the kernel lets go when its holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from heedful.ops.home import OperatorError, anothers
from heedful.ops.processes import wait_until


class HeldElsewhereError(OperatorError):
    """Another process works on the data folder."""


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the data folder for this process. Raises HeldElsewhereError when another has it."""
    with (home / "lock").open("a+", encoding="ascii") as file:
        # Somebody who only looks (`is_held`) has it for an instant, so one refusal says nothing.
        if not wait_until(lambda: _taken(file, fcntl.LOCK_EX), seconds=0.5):
            raise HeldElsewhereError(
                f"Heedful already works on {home}{_holder(home)}. Stop it first, or name another"
                " data folder with --data DIR."
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        # The file stays: taking it away would let two starters lock two files of one name.
        file.truncate(0)


def is_held(home: Path) -> bool:
    """Say whether a supervisor, or a command that needs the folder for itself, is at work."""
    try:
        file = (home / "lock").open("rb")
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError as reason:
        raise OperatorError(anothers(home)) from reason
    with file:
        return not _taken(file, fcntl.LOCK_SH)


def _taken(file: IO[Any], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(home: Path) -> str:
    number = (home / "lock").read_text(encoding="ascii").strip()
    return f" (process {number})" if number else ""
