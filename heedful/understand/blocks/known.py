"""All sums of all places in some months as blocks held them at one moment, and what came since."""

from dataclasses import dataclass
from typing import Any

from heedful.understand.blocks.axis import lengthened
from heedful.understand.blocks.crossing import Matrix
from heedful.understand.blocks.items import Cells
from heedful.understand.blocks.reading import values_of
from heedful.understand.metrics.counting import Facts, pair_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import Keys, Places, found, keys_in, keys_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import Subject
from heedful.understand.metrics.waiting import unpacked

# In one look: what a fold in between took from here to there would be missed, or be added twice.
LATELY = """
select 0, version, axis from understand_block_state
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and ready
union all select 1, null, facts from understand_waiting
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
    and month between %(first)s and %(last)s
union all select 2, version, case when month between %(first)s and %(last)s then facts end
from understand_folded
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and version > %(since)s
"""


@dataclass(frozen=True, slots=True)
class Lately:
    """What blocks are at this moment, and what came since some version of them."""

    version: int
    axis: Keys
    waiting: Facts | None  # not folded in yet
    folded: Facts | None
    is_all: bool  # whether `folded` is all that changed them


def lately(subject: Subject, months: Window, *, since: int | None) -> Lately | None:
    """Look at whole months; None when blocks cannot be read. One query.

    Of what was folded in nothing is read without a version since when.
    """
    values: dict[str, Any] = {"first": months.first, "last": months.last, "since": since}
    with binary_cursor() as cursor:
        cursor.execute(LATELY, {**values_of(subject), **values})
        rows = sorted(cursor.fetchall(), key=lambda row: row[0])
    if not rows or rows[0][0] != 0:
        return None
    (_, version, axis), *others = rows
    items = len(subject.series.items)

    def facts(kind: int) -> Facts | None:
        told = [unpacked(row[2], items=items) for row in others if row[0] == kind and row[2]]
        return Facts.joined(told) if told else None

    # Whatever else changes blocks makes a version too, and leaves a gap here.
    folds = sum(row[0] == 2 for row in others)
    return Lately(
        version, keys_in(axis), facts(1), facts(2), is_all=folds == version - (since or 0)
    )


@dataclass(frozen=True, slots=True)
class Known:
    """All places of an axis over one window."""

    version: int
    axis: Keys
    cells: Cells
    cross: Matrix

    @property
    def nbytes(self) -> int:
        return self.cells.nbytes + self.cross.nbytes

    def with_places(self, wanted: Keys) -> "Known":
        """Make room for places that are not among them."""
        return self._with_places(wanted)[0]

    def _with_places(self, wanted: Keys) -> tuple["Known", Places]:
        """Make room, and tell where each one stands."""
        at = found(self.axis, wanted)
        if (at >= 0).all():
            return self, at
        axis = lengthened(self.axis, wanted)
        cross = self.cross.grown(self.cross.order, len(axis))
        room = Known(self.version, axis, self.cells.grown(len(axis)), cross)
        return room, found(axis, wanted)

    def with_facts(self, facts: Facts, window: Window, subject: Subject) -> "Known":
        """Add facts of whole months: cells end with the window."""
        room, at = self._with_places(keys_of(facts.locations))
        return Known(
            room.version,
            room.axis,
            room.cells.with_facts(facts, at, window, subject.series),
            room.cross.with_added(at, _pairs_of(facts, room.cross.order)),
        )


def _pairs_of(facts: Facts, order: Order) -> Matrix:
    """Count pairs by the facts' places."""
    plain, weighted = pair_sums(facts)
    heavy = None if weighted is None else order.matrix(weighted, is_heavy=True)
    return Matrix(order, order.matrix(plain, is_heavy=False), heavy)
