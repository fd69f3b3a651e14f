"""How much of the processor the processes below one have used, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the processor: of those that serve a port, of PostgreSQL, of all the rest."""

    web: float
    database: float
    rest: float

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(
            self.web - before.web, self.database - before.database, self.rest - before.rest
        )


def spent_by(pid: int, port: int) -> Spent:
    """Return what `pid` and its descendants have used so far."""
    parents, used, names = {}, {}, {}
    for folder in PROC.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            name, _, told = (folder / "stat").read_text().rpartition(")")
        except OSError:
            continue
        parts = told.split()
        key = int(folder.name)
        parents[key], names[key] = int(parts[1]), name.partition("(")[2]
        # A server's children come and go; what those used that ended is their parent's.
        used[key] = sum(int(parts[at]) for at in (11, 12, 13, 14)) / TICK
    own = {key for key in parents if _descends(key, pid, parents)}
    sockets = _listening(port)
    web = {key for key in own if _listens(key, sockets)}
    database = {key for key in own if names[key].startswith("postgres")}
    rest = own - web - database
    return Spent(*(sum(used[key] for key in group) for group in (web, database, rest)))


def _descends(key: int, pid: int, parents: dict[int, int]) -> bool:
    while key > 1:
        if key == pid:
            return True
        key = parents.get(key, 0)
    return False


def _listens(key: int, inodes: set[str]) -> bool:
    try:
        return any(str(one.readlink()) in inodes for one in (PROC / str(key) / "fd").iterdir())
    except OSError:  # It may have ended meanwhile.
        return False


def _listening(port: int) -> set[str]:
    """Return the sockets on which something waits at a port, as /proc names them."""
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]]
    waiting = [row for row in rows if row[3] == "0A"]
    return {f"socket:[{row[9]}]" for row in waiting if int(row[1].rpartition(":")[2], 16) == port}
