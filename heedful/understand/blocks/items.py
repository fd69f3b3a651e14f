"""All items of all places over one window of days, as whole cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CellLayout
from heedful.understand.blocks.arrays import Integers, Sums, narrowed, padded, with_added
from heedful.understand.blocks.reading import Edges, Header, sums_in, values_of
from heedful.understand.metrics.counting import Facts, day_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Places
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.subject import Subject

# Of each item the running sums at the two ends of a window, as far as there are any.
ENDS = """
select version, ends.slot, is_base, block.day, newest, plain_size, plain, heavy_size, heavy
from understand_block_state state left join (
    select slots.slot, (select max(day) from understand_block block
        where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
            and block.slot = slots.slot and not is_base and block.day <= days.day) as newest
    from generate_series(0, %(items)s - 1) as slots (slot),
        unnest(array[%(first)s::date - 1, %(last)s::date]) as days (day)
) ends on newest is not null left join understand_block block
    on block.tenant_id = state.tenant_id and block.questionnaire_id = state.questionnaire_id
    and block.slot = ends.slot and (is_base, block.day) in (
        (false, newest), (true, date_trunc('month', newest)::date))
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s
"""


def items_of(subject: Subject, head: Header, window: Window) -> list[Sums] | None:
    """The sums of each item at the places of the axis; None when blocks changed meanwhile."""
    items, places = subject.series.items, len(head.axis)
    values: dict[str, Any] = {"items": len(items), "first": window.first, "last": window.last}
    with binary_cursor() as cursor:
        cursor.execute(ENDS, {**values_of(subject), **values})
        rows = cursor.fetchall()
    if any(row[0] != head.version for row in rows) or not rows:
        return None
    found_sums = []
    for slot, item in enumerate(items):
        mine, width = [row for row in rows if row[1] == slot], item.scale.bins + 1
        days = tuple(sorted({row[4] for row in mine}))
        blocks = {(row[2], row[3]): sums_in(row[5:], places, width) for row in mine}
        edges = Edges(Header(head.version, head.axis, days), blocks, (places, width))
        first, last = window.first.toordinal(), window.last.toordinal()
        found_sums.append(edges.between(first, last))
    return found_sums


@dataclass(frozen=True, slots=True)
class Cells:
    """Whole cells of all places: (width, places); `heavy` is None while every weight is one."""

    plain: Integers
    heavy: Integers | None

    @property
    def weighed(self) -> Integers:
        return self.plain.astype(np.int64) * WEIGHT_ONE if self.heavy is None else self.heavy

    @property
    def nbytes(self) -> int:
        return self.plain.nbytes + (0 if self.heavy is None else self.heavy.nbytes)

    def is_any(self, layout: CellLayout) -> NDArray[np.bool_]:
        """Whether there is anything at each place."""
        slots = range(len(layout.scales))
        used = [at(slot) for slot in slots for at in (layout.answered, layout.not_used)]
        found: NDArray[np.bool_] = np.any(self.plain[used], axis=0)
        return found

    def take(self, places: Places) -> "Cells":
        """Pick some."""
        heavy = None if self.heavy is None else self.heavy.take(places, axis=1)
        return Cells(self.plain.take(places, axis=1), heavy)

    def grown(self, places: int) -> "Cells":
        """Make room for places that came later."""
        heavy = None if self.heavy is None else padded(self.heavy.T, places).T
        return Cells(padded(self.plain.T, places).T, heavy)

    def with_facts(self, facts: Facts, at: Places, window: Window, series: Series) -> "Cells":
        """Add those of a window's days; `at` is where the places of the facts stand."""
        told = day_sums(facts, series)
        first, last = window.first.toordinal(), window.last.toordinal()
        mine = (told.days >= first) & (told.days <= last)

        def added(numbers: Integers, more: Integers) -> Integers:
            wide = np.zeros((len(at), series.layout.width), dtype=np.int64)
            np.add.at(wide, told.at[mine], more[mine])
            return with_added(numbers, at, wide.T)

        heavy = self.heavy
        if heavy is not None or told.heavy is not None:
            more = told.plain * WEIGHT_ONE if told.heavy is None else told.heavy
            heavy = added(self.weighed, more)
        return Cells(added(self.plain, told.plain), heavy)


def cells_of(sums: Sequence[Sums], places: int, layout: CellLayout) -> Cells:
    """Write the sums of each item as cells, no wider than they must be."""
    plain = np.zeros((layout.width, places), dtype=np.int64)
    heavy = np.zeros_like(plain) if any(one.is_weighted for one in sums) else None
    for slot, one in enumerate(sums):
        # Squared weights are the answers themselves where every weight is one.
        _fill(plain, layout, slot, one.plain.T, one.plain[:, 1:].sum(axis=1))
        if heavy is not None:
            weighed = one.weighed.T
            _fill(heavy, layout, slot, np.delete(weighed, 1, axis=0), weighed[1])
    light: Any = narrowed(plain)
    wide: Any = None if heavy is None else narrowed(heavy)
    return Cells(light, wide)


def _fill(
    cells: Integers, layout: CellLayout, slot: int, sums: Integers, weight_squares: Integers
) -> None:
    """Write an item's sums as in a cell; the others follow from its histogram, exactly."""
    values, counts = layout.scales[slot].values(), cells[layout.histogram(slot)]
    cells[layout.not_used(slot)], counts[:] = sums[0], sums[1:]
    cells[layout.weight_squares(slot)] = weight_squares
    cells[layout.answered(slot)] = counts.sum(axis=0)
    cells[layout.total(slot)] = values @ counts
    cells[layout.squares(slot)] = values**2 @ counts
