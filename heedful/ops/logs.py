"""The log files of the data folder: what programs said, kept to a size."""

import logging
import shutil
import sys
from pathlib import Path

LARGEST = 10_000_000
SECRET = {"secret": True}
WIDEST = 300  # Of a line that is repeated in the terminal.


def last_lines(file: Path, number: int) -> str:
    """The last lines of a log, for a person who must decide what to do."""
    try:
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - 4000))
            text = log.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(line[:WIDEST] for line in text.splitlines()[-number:])


def keep_small(folder: Path) -> None:
    """Move what is in a long log aside; programs go on writing to the same, emptied file.

    They append, so emptying the file under them loses at most the lines of one instant.
    """
    for file in folder.glob("*.log"):
        if file.stat().st_size > LARGEST:
            shutil.copyfile(file, file.with_suffix(".log.1"))
            with file.open("r+b") as log:
                log.truncate(0)


def tell(folder: Path) -> None:
    """Say what the supervisor does in the terminal, and with the time in `heedful.log`.

    What is marked as secret, such as a link that signs in, is shown and never kept.
    """
    logger = logging.getLogger("heedful.ops")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    shown = logging.StreamHandler(sys.stdout)
    shown.setFormatter(logging.Formatter("%(message)s"))
    kept = logging.FileHandler(folder / "heedful.log", encoding="utf-8")
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    kept.addFilter(lambda record: not getattr(record, "secret", False))
    logger.handlers[:] = [shown, kept]
