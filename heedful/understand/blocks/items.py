"""All items of all places over one window of days, as whole cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxstats.sums import WEIGHT_ONE, CellLayout
from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.blocks.reading import Edges, Header, sums_in, values_of
from heedful.understand.metrics.counting import Facts, day_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Keys, Places, found, keys_of
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
    """Whole cells of g places (g, width); `heavy` is None while every weight is one."""

    plain: Integers
    heavy: Integers | None


def cells_of(sums: Sequence[Sums], places: Places, series: Series) -> Cells:
    """Write the sums of each item as cells of some places, nothing for one that is not known."""
    plain = np.zeros((len(places), series.layout.width), dtype=np.int64)
    heavy = np.zeros_like(plain) if any(one.is_weighted for one in sums) else None
    there = np.flatnonzero(places >= 0)
    for slot, one in enumerate(sums):
        light = one.plain[places[there]]
        # Squared weights are the answers themselves where every weight is one.
        squares = light[:, 1:].sum(axis=1, keepdims=True)
        told = np.hstack([light[:, :1], squares, light[:, 1:]])
        _fill(plain, series.layout, slot, told, there)
        if heavy is not None:
            _fill(heavy, series.layout, slot, one.weighed[places[there]], there)
    return Cells(plain, heavy)


def _fill(cells: Integers, layout: CellLayout, slot: int, sums: Integers, at: Places) -> None:
    """Write an item's sums as in a cell; the others follow from its histogram, exactly."""
    values, histogram = layout.scales[slot].values(), sums[:, 2:]
    cells[at, layout.not_used(slot)] = sums[:, 0]
    cells[at, layout.weight_squares(slot)] = sums[:, 1]
    cells[at, layout.histogram(slot)] = histogram
    cells[at, layout.answered(slot)] = histogram.sum(axis=1)
    cells[at, layout.total(slot)] = histogram @ values
    cells[at, layout.squares(slot)] = histogram @ values**2


def with_late(cells: Cells, late: Facts, window: Window, wanted: Keys, series: Series) -> Cells:
    """Add what waits of a window's days."""
    told = day_sums(late, series)
    at = found(wanted, keys_of(late.locations))[told.at]
    first, last = window.first.toordinal(), window.last.toordinal()
    mine = (at >= 0) & (told.days >= first) & (told.days <= last)
    plain, heavy = cells.plain.copy(), cells.heavy
    np.add.at(plain, at[mine], told.plain[mine])
    if heavy is not None or told.heavy is not None:
        heavy = cells.plain * WEIGHT_ONE if heavy is None else heavy.copy()
        more = told.plain * WEIGHT_ONE if told.heavy is None else told.heavy
        np.add.at(heavy, at[mine], more[mine])
    return Cells(plain, heavy)
