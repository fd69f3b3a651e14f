"""All sums of all locations over some months: what is found of drivers comes from these."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import CellLayout, CrossSums
from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.blocks.axis import Keys, Places, found, keys_in, keys_of
from heedful.understand.blocks.crossing import Matrix, matrix_of
from heedful.understand.blocks.database import binary_cursor
from heedful.understand.blocks.pairs import Order
from heedful.understand.blocks.queries import state_of
from heedful.understand.blocks.reading import values_of, waiting
from heedful.understand.blocks.rules import DAY, MOST_WAITING
from heedful.understand.blocks.running import running_sums
from heedful.understand.metrics.counting import Facts, pair_sums
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.packing import times_one
from heedful.understand.metrics.rules import Step, Window
from heedful.understand.metrics.subject import Subject

HEADER = """
select version, axis from understand_block_state
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and ready
"""
# The newest month up to the last one, and the newest before the first.
ENDS = """
select version, block.month, items, places, plain_size, plain, heavy_size, heavy
from understand_block_state state left join (understand_cross_block block join (
    select max(month) as month from understand_cross_block
    where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and month <= %(last)s
    union select max(month) from understand_cross_block
    where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and month < %(first)s
) ends using (month))
    on block.tenant_id = state.tenant_id and block.questionnaire_id = state.questionnaire_id
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole cells and cross-products of g places; None is "every weight is one"."""

    cells: Integers  # (g, width)
    weighted_cells: Integers | None
    cross: CrossSums
    weighted_cross: CrossSums | None

    def take(self, places: NDArray[np.bool_]) -> "Whole":
        heavy, crossed = self.weighted_cells, self.weighted_cross
        return Whole(
            self.cells[places],
            None if heavy is None else heavy[places],
            self.cross.take(places),
            None if crossed is None else crossed.take(places),
        )


def whole(*, subject: Subject, window: Window, locations: Sequence[uuid.UUID]) -> Whole | None:
    """The sums of locations in the months of a window; None when blocks cannot be read.

    A month's cross-products are whole, though the window ends within it. Three queries for each
    item, and four.
    """
    of = {"tenant_id": subject.tenant_id, "questionnaire_id": subject.questionnaire_id}
    state = state_of(**of, first=window.first, last=window.last)
    if not state.is_ready or state.waiting > MOST_WAITING:
        return None
    last = Step.MONTH.after(window.last) - DAY
    months = Window(Step.MONTH.begin(window.first), last)
    keys = keys_of(locations)
    cross = _cross(subject, months, keys)
    if cross is None:
        return None
    layout = subject.series.layout
    plain = np.zeros((len(locations), layout.width), dtype=np.int64)
    heavy, is_weighted = np.zeros_like(plain), False
    for slot in range(len(subject.series.items)):
        about = replace(subject, slot=slot)
        count = Count(about, Need.ANSWERS, (window,), tuple(locations), are_locations=True)
        sums = running_sums(count, keys)
        if sums is None:
            return None
        for one in sums.values():
            _fill(plain, heavy, layout, slot, one)
            is_weighted |= one.is_weighted
    is_heavy = cross.is_weighted
    return Whole(
        plain,
        heavy if is_weighted else None,
        cross.order.cross(cross.plain),
        cross.order.cross(cross.weighed) if is_heavy else None,
    )


def _fill(plain: Integers, heavy: Integers, layout: CellLayout, slot: int, sums: Sums) -> None:
    """Write an item's sums as in a cell; the others follow from its histogram, exactly."""
    values = layout.scales[slot].values()
    light, weighed = sums.plain, sums.weighed
    answered = light[:, 1:].sum(axis=1)
    for to, unused, histogram, squares in (
        (plain, light[:, 0], light[:, 1:], answered),
        (heavy, weighed[:, 0], weighed[:, 2:], weighed[:, 1]),
    ):
        to[:, layout.not_used(slot)] = unused
        to[:, layout.histogram(slot)] = histogram
        to[:, layout.weight_squares(slot)] = squares
        to[:, layout.answered(slot)] = histogram.sum(axis=1)
        to[:, layout.total(slot)] = histogram @ values
        to[:, layout.squares(slot)] = histogram @ values**2


def _cross(subject: Subject, months: Window, wanted: Keys) -> Matrix | None:
    order = Order(len(subject.series.items))
    with binary_cursor() as cursor:
        cursor.execute(HEADER, values_of(subject))
        head = cursor.fetchone()
        if head is None:
            return None
        late = waiting(subject, months, items=order.items)
        ends = {"first": months.first, "last": months.last}
        cursor.execute(ENDS, {**values_of(subject), **ends})
        rows = cursor.fetchall()
    if any(row[0] != head[0] for row in rows) or not rows:
        return None
    axis = keys_in(head[1])
    known = {
        row[1]: matrix_of(row[1:]).grown(order, len(axis)) for row in rows if row[1] is not None
    }
    sums = Matrix.zeros(order, len(axis))
    # With no feedback in these months the newest one lies before them, and they hold nothing.
    if known and max(known) >= months.first:
        sums = known[max(known)]
        if min(known) < months.first:
            sums -= known[min(known)]
    return _with(_taken(sums, found(axis, wanted)), late, wanted)


def _taken(sums: Matrix, places: Places) -> Matrix:
    """Take places by their number, nothing for one that is not known."""
    there = (places >= 0).astype(np.int64)

    def take(numbers: Integers) -> Integers:
        taken: Integers = numbers[:, places] * there
        return taken

    if not sums.plain.shape[1]:
        return Matrix.zeros(sums.order, len(places))
    return Matrix(sums.order, take(sums.plain), None if sums.heavy is None else take(sums.heavy))


def _with(sums: Matrix, batches: Sequence[Facts], wanted: Keys) -> Matrix:
    """Add what waits."""
    if not batches:
        return sums
    facts = Facts.joined(batches)
    at = found(wanted, keys_of(facts.locations))
    plain, weighted = pair_sums(facts)
    mine = np.flatnonzero(at >= 0)
    order = sums.order

    def spread(cross: CrossSums, rows: int) -> Integers:
        wide = np.zeros((rows, len(wanted)), dtype=np.int64)
        wide[:, at[mine]] = order.matrix(cross, is_heavy=rows > order.rows)[:, mine]
        return wide

    heavy = times_one(plain) if weighted is None else weighted
    return sums + Matrix(order, spread(plain, order.rows), spread(heavy, order.heavy_rows))
