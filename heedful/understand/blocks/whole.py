"""All sums of all locations over some months: what is found of drivers comes from these."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import CrossSums
from heedful.understand.blocks.arrays import Integers
from heedful.understand.blocks.crossing import Matrix, matrix_of
from heedful.understand.blocks.items import cells_of, items_of, with_late
from heedful.understand.blocks.queries import state_of
from heedful.understand.blocks.reading import Header, values_of, waiting
from heedful.understand.blocks.remembered import Asked, Remembered
from heedful.understand.blocks.rules import DAY, MOST_WAITING
from heedful.understand.metrics.counting import Facts, pair_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.packing import times_one
from heedful.understand.metrics.places import Keys, Places, found, keys_in, keys_of
from heedful.understand.metrics.rules import Step, Window
from heedful.understand.metrics.subject import Subject

# Of twenty thousand places and twelve items there is room for the days of one page.
MOST_BYTES = 64 * 2**20
REMEMBERED: Remembered[Asked, Matrix] = Remembered(MOST_BYTES, lambda matrix: matrix.nbytes)

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
        if places.all():
            return self
        heavy, crossed = self.weighted_cells, self.weighted_cross
        return Whole(
            self.cells[places],
            None if heavy is None else heavy[places],
            self.cross.take(places),
            None if crossed is None else crossed.take(places),
        )


def whole(*, subject: Subject, window: Window, locations: Sequence[uuid.UUID]) -> Whole | None:
    """The sums of locations in the months of a window; None when blocks cannot be read.

    A month's cross-products are whole, though the window ends within it. Five queries.
    """
    of = {"tenant_id": subject.tenant_id, "questionnaire_id": subject.questionnaire_id}
    state = state_of(**of, first=window.first, last=window.last)
    if not state.is_ready or state.waiting > MOST_WAITING:
        return None
    months = _whole_months(window)
    keys = keys_of(locations)
    head = _head(subject)
    if head is None:
        return None
    batches = waiting(subject, months, items=len(subject.series.items))
    late = Facts.joined(batches) if batches else None
    cross, cells = _cross(subject, head, months), items_of(subject, head, window)
    if cross is None or cells is None:
        return None
    places = found(head.axis, keys)
    told, cross = cells_of(cells, places, subject.series), _taken(cross, places)
    if late is not None:
        told = with_late(told, late, window, keys, subject.series)
        cross = _with(cross, late, keys)
    is_heavy = cross.is_weighted
    return Whole(
        told.plain,
        told.heavy,
        cross.order.cross(cross.plain),
        cross.order.cross(cross.weighed) if is_heavy else None,
    )


def settled(*, subject: Subject, window: Window) -> int | None:
    """The version of the blocks that alone hold these months; None while anything waits.

    Whatever is found of the same places and the same version is the same. One query.
    """
    months = _whole_months(window)
    of = {"tenant_id": subject.tenant_id, "questionnaire_id": subject.questionnaire_id}
    state = state_of(**of, first=months.first, last=months.last)
    return state.version if state.is_ready and not state.waiting else None


def _whole_months(window: Window) -> Window:
    return Window(Step.MONTH.begin(window.first), Step.MONTH.after(window.last) - DAY)


def _head(subject: Subject) -> Header | None:
    with binary_cursor() as cursor:
        cursor.execute(HEADER, values_of(subject))
        row = cursor.fetchone()
    return None if row is None else Header(row[0], keys_in(row[1]), ())


def _cross(subject: Subject, head: Header, months: Window) -> Matrix | None:
    """Cross-products of whole months, at the places of the axis; None when they changed."""
    of, items = (subject.tenant_id, subject.questionnaire_id), len(subject.series.items)
    asked = Asked(*of, head.version, items, months.first, months.last)
    found = REMEMBERED.get(asked)
    if found is None and (found := _read(subject, head, months)) is not None:
        found = found.narrowed()
        REMEMBERED.put(asked, found)
    return found


def _read(subject: Subject, head: Header, months: Window) -> Matrix | None:
    order, places = Order(len(subject.series.items)), len(head.axis)
    with binary_cursor() as cursor:
        ends = {"first": months.first, "last": months.last}
        cursor.execute(ENDS, {**values_of(subject), **ends})
        rows = cursor.fetchall()
    if any(row[0] != head.version for row in rows) or not rows:
        return None
    known = {row[1]: matrix_of(row[1:]).grown(order, places) for row in rows if row[1] is not None}
    before = Matrix.zeros(order, places)
    # With no feedback in these months the newest one lies before them, and they hold nothing.
    if not known or max(known) < months.first:
        return before
    if min(known) < months.first:
        before = known[min(known)]
    return known[max(known)] - before


def _taken(sums: Matrix, places: Places) -> Matrix:
    """Take places by their number, nothing for one that is not known."""

    def take(numbers: Integers) -> Integers:
        taken: Integers = numbers[:, places]
        taken[:, places < 0] = 0
        return taken

    if np.array_equal(places, np.arange(sums.plain.shape[1])):
        return sums
    if not sums.plain.shape[1]:
        return Matrix.zeros(sums.order, len(places))
    return Matrix(sums.order, take(sums.plain), None if sums.heavy is None else take(sums.heavy))


def _with(sums: Matrix, facts: Facts, wanted: Keys) -> Matrix:
    """Add what waits."""
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
