"""All sums of all locations over some months: what is found of drivers comes from these."""

from dataclasses import dataclass

import numpy as np

from cxstats.sums import CrossSums
from heedful.understand.blocks.arrays import Integers
from heedful.understand.blocks.axis import lengthened
from heedful.understand.blocks.crossing import Matrix, matrix_of
from heedful.understand.blocks.items import cells_of, items_of, with_late
from heedful.understand.blocks.queries import state_of
from heedful.understand.blocks.reading import Header, values_of, waiting
from heedful.understand.blocks.remembered import Asked, Remembered
from heedful.understand.blocks.rules import DAY, MOST_WAITING
from heedful.understand.metrics.counting import Facts, pair_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import Ids, Keys, found, keys_in, keys_of
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


def whole(
    *, subject: Subject, window: Window, locations: Ids, also: Keys
) -> tuple[Ids, Whole] | None:
    """The sums of those locations that have any, and of those in `also`, in the months of a window.

    A month's cross-products are whole, though the window ends within it. They come in the order
    in which blocks hold places. None when blocks cannot be read. Five queries.
    """
    of = {"tenant_id": subject.tenant_id, "questionnaire_id": subject.questionnaire_id}
    state = state_of(**of, first=window.first, last=window.last)
    if not state.is_ready or state.waiting > MOST_WAITING:
        return None
    months = _whole_months(window)
    head = _head(subject)
    if head is None:
        return None
    batches = waiting(subject, months, items=len(subject.series.items))
    late = Facts.joined(batches) if batches else None
    cross, sums = _cross(subject, head, months), items_of(subject, head, window)
    if cross is None or sums is None:
        return None
    axis = head.axis if late is None else lengthened(head.axis, keys_of(late.locations))
    axis = lengthened(axis, also)
    cells = cells_of(sums, len(axis), subject.series)
    cross = cross.grown(cross.order, len(axis))
    if late is not None:
        at = found(axis, keys_of(late.locations))
        cells = with_late(cells, late, window, at, subject.series)
        cross = cross.with_added(at, _pairs_of(late, cross.order))
    there = np.logical_or(cells.is_any(subject.series.layout), cross.is_any())
    there[found(axis, also)] = True
    kept = there & (found(locations.keys, axis) >= 0)
    if not kept.all():
        places = np.flatnonzero(kept)
        axis, cells, cross = axis[places], cells.take(places), cross.take(places)
    heavy = cross.order.cross(cross.weighed) if cross.is_weighted else None
    both = cross.order.cross(cross.plain)
    return Ids(axis), Whole(cells.plain, cells.heavy, both, heavy)


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


def _pairs_of(late: Facts, order: Order) -> Matrix:
    """Count the pairs of what waits, by its places."""
    plain, weighted = pair_sums(late)
    heavy = None if weighted is None else order.matrix(weighted, is_heavy=True)
    return Matrix(order, order.matrix(plain, is_heavy=False), heavy)
