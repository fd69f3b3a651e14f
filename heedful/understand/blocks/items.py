"""All items of all places over one window of days, as whole cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CellLayout
from heedful.understand.blocks.arrays import Integers, Sums
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
    """Whole cells of g places (g, width); `heavy` is None while every weight is one.

    Each number of all places lies in a row: cells are looked at item by item.
    """

    plain: Integers
    heavy: Integers | None

    @classmethod
    def zeros(cls, places: int, layout: CellLayout, *, is_weighted: bool) -> "Cells":
        plain = np.zeros((layout.width, places), dtype=np.int64).T
        return cls(plain, np.zeros_like(plain) if is_weighted else None)

    def is_any(self, layout: CellLayout) -> NDArray[np.bool_]:
        """Whether there is anything at each place."""
        slots = range(len(layout.scales))
        used = [at(slot) for slot in slots for at in (layout.answered, layout.not_used)]
        found: NDArray[np.bool_] = np.any(self.plain.T[used], axis=0)
        return found

    def take(self, places: Places) -> "Cells":
        """Pick some."""
        heavy = None if self.heavy is None else self.heavy.T.take(places, axis=1).T
        return Cells(self.plain.T.take(places, axis=1).T, heavy)


def cells_of(sums: Sequence[Sums], places: int, series: Series) -> Cells:
    """Write the sums of each item as cells; places that came later have nothing."""
    cells = Cells.zeros(places, series.layout, is_weighted=any(one.is_weighted for one in sums))
    for slot, one in enumerate(sums):
        here = slice(len(one.plain))
        # Squared weights are the answers themselves where every weight is one.
        squares = one.plain[:, 1:].sum(axis=1)
        _fill(cells.plain[here], series.layout, slot, one.plain, squares)
        if cells.heavy is not None:
            heavy = one.weighed
            _fill(cells.heavy[here], series.layout, slot, np.delete(heavy, 1, axis=1), heavy[:, 1])
    return cells


def _fill(
    cells: Integers,
    layout: CellLayout,
    slot: int,
    sums: Integers,
    weight_squares: Integers,
) -> None:
    """Write an item's sums as in a cell; the others follow from its histogram, exactly."""
    values, counts = layout.scales[slot].values(), cells[:, layout.histogram(slot)]
    cells[:, layout.not_used(slot)], counts[:] = sums[:, 0], sums[:, 1:]
    cells[:, layout.weight_squares(slot)] = weight_squares
    cells[:, layout.answered(slot)] = counts.sum(axis=1)
    cells[:, layout.total(slot)] = counts @ values
    cells[:, layout.squares(slot)] = counts @ values**2


def with_late(cells: Cells, late: Facts, window: Window, at: Places, series: Series) -> Cells:
    """Add what waits of a window's days; `at` is where the places of these facts stand."""
    told = day_sums(late, series)
    first, last = window.first.toordinal(), window.last.toordinal()
    mine = (told.days >= first) & (told.days <= last)
    places = at[told.at[mine]]
    heavy = cells.heavy
    if heavy is None and told.heavy is not None:
        heavy = cells.plain * WEIGHT_ONE
    if heavy is not None:
        more = told.plain * WEIGHT_ONE if told.heavy is None else told.heavy
        np.add.at(heavy, places, more[mine])
    np.add.at(cells.plain, places, told.plain[mine])
    return Cells(cells.plain, heavy)
