"""Which account of the machine runs PostgreSQL: it refuses to run as root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from heedful.ops.home import OperatorError

# Tried in this order; the first two are made by packagers, the last is on every system.
UNPRIVILEGED = ("heedful", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account that root steps down to."""

    name: str
    uid: int
    gid: int

    def owns(self, folder: Path) -> None:
        """Hand `folder` itself over; what lies above and below keeps its owner."""
        os.chown(folder, self.uid, self.gid)


def database_account(data: Path) -> Account | None:
    """The account for the server on `data`; None where the present account will do.

    Data that exists decides by its owner, so that a later account of a better name does not
    lock the server out of what it wrote.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _known(pwd.getpwuid(owner))
    for name in UNPRIVILEGED:
        try:
            return _known(pwd.getpwnam(name))
        except KeyError:
            continue
    raise OperatorError(
        "PostgreSQL refuses to run as root, and this machine has no account to step down to."
        " Make one with: useradd --system heedful"
    )


def _known(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
