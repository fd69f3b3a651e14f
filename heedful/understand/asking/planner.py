"""Choosing where to count: of the paths that can serve, the one that reads least."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from heedful.understand.blocks.paths import Changing, MonthlyPairs, PrefixSums, RollUps
from heedful.understand.lake.engines import lake
from heedful.understand.lake.raw import RawOnPostgres
from heedful.understand.lake.sketches import MonthlySketches
from heedful.understand.metrics.counts import Count, Counted, Path
from heedful.understand.metrics.daily import DailyCells

# When two read about as much, the one that stands first is taken.
CELLS: Sequence[Path] = (DailyCells(), PrefixSums(), RollUps(), MonthlyPairs())
# Single rows are read only for what nothing before them holds.
ROWS: Sequence[Path] = (MonthlySketches(), lake(), RawOnPostgres())
PATHS: Sequence[Path] = (*CELLS, *ROWS)
NOT_NEEDED = "not needed here"
TRIES = 3


class NoPath(Exception):
    """No path can count this; the sentence says why each cannot."""


@dataclass(frozen=True, slots=True)
class Considered:
    """One path, and why it would not or could not be taken."""

    path: str
    refuses: str  # why it cannot serve; empty when it can
    reads: int  # about how many stored rows it would read; 0 when it cannot serve


@dataclass(frozen=True, slots=True)
class Plan:
    """Which path serves a count, and which ones were looked at."""

    path: Path
    considered: tuple[Considered, ...]

    def told(self) -> str:
        """Tell in a few lines what was chosen and why."""
        lines = [f"Counted from {self.path.name}."]
        lines += [
            f"  {one.path}: {one.refuses or f'about {one.reads:,} stored rows'}"
            for one in self.considered
        ]
        return "\n".join(lines)


def plan(count: Count, paths: Sequence[Path] | None = None) -> Plan:
    """Choose a path. Raises NoPath."""
    considered, best = [], None
    for path in PATHS if paths is None else paths:
        refuses = NOT_NEEDED if best and path in ROWS else path.refuses(count)
        reads = 0 if refuses else path.reads(count)
        considered.append(Considered(path.name, refuses, reads))
        if not refuses and (best is None or reads < best[0]):
            best = (reads, path)
    if best is None:
        raise NoPath("; ".join(f"{one.path}: {one.refuses}" for one in considered))
    return Plan(best[1], tuple(considered))


@dataclass(frozen=True, slots=True)
class Served:
    """What was counted, where, and up to when that is whole."""

    counted: Counted
    plan: Plan
    fresh: datetime | None  # None is "as of now"


def serve(count: Count, paths: Sequence[Path] | None = None) -> Served:
    """Count by the best path. Raises NoPath.

    What is built anew while it is read is planned for again: the path may be another one then.
    """
    for _ in range(TRIES):
        with suppress(Changing):
            return _served(count, plan(count, paths))
    return _served(count, plan(count, paths))


def _served(count: Count, chosen: Plan) -> Served:
    # Asked first: what comes in while it is counted makes the answer fresher than told, not older.
    fresh = chosen.path.fresh(count)
    return Served(chosen.path.count(count), chosen, fresh)
