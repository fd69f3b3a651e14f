"""All sums of all locations over some months: what is found of drivers comes from these."""

from dataclasses import dataclass, replace

import numpy as np

from cxstats.sums import CrossSums
from heedful.understand.blocks.arrays import Integers
from heedful.understand.blocks.crossing import Matrix, matrix_of
from heedful.understand.blocks.items import cells_of, items_of
from heedful.understand.blocks.known import Known, Lately, lately
from heedful.understand.blocks.queries import state_of
from heedful.understand.blocks.reading import Header, values_of
from heedful.understand.blocks.remembered import Asked, Remembered
from heedful.understand.blocks.rules import DAY, MOST_WAITING
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import Ids, Keys, found
from heedful.understand.metrics.rules import Step, Window
from heedful.understand.metrics.subject import Subject

# Of twenty thousand places and twelve items there is room for the days of one page.
MOST_BYTES = 64 * 2**20
REMEMBERED: Remembered[Asked, Known] = Remembered(MOST_BYTES, lambda known: known.nbytes)

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
    """Whole cells and cross-products of g places; None is "every weight is one".

    Numbers are no wider than they must be.
    """

    cells: Integers  # (g, width)
    weighted_cells: Integers | None
    cross: CrossSums
    weighted_cross: CrossSums | None


def whole(
    *, subject: Subject, window: Window, locations: Ids, also: Keys
) -> tuple[Ids, Whole] | None:
    """The sums of those locations that have any, and of those in `also`, in the months of a window.

    A month's cross-products are whole, though the window ends within it. They come in the order
    in which blocks hold places. None when blocks cannot be read. At most four queries.
    """
    of = {"tenant_id": subject.tenant_id, "questionnaire_id": subject.questionnaire_id}
    state = state_of(**of, first=window.first, last=window.last)
    if not state.is_ready or state.waiting > MOST_WAITING:
        return None
    known = _known(subject, window)
    if known is None:
        return None
    known = known.with_places(also)
    axis, cells, cross = known.axis, known.cells, known.cross
    there = np.logical_or(cells.is_any(subject.series.layout), cross.is_any())
    there[found(axis, also)] = True
    kept = there & (found(locations.keys, axis) >= 0)
    if not kept.all():
        places = np.flatnonzero(kept)
        axis, cells, cross = axis[places], cells.take(places), cross.take(places)
    return Ids(axis), Whole(
        cells.plain.T,
        None if cells.heavy is None else cells.heavy.T,
        cross.order.cross(cross.plain),
        cross.order.cross(cross.weighed) if cross.is_weighted else None,
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


def _known(subject: Subject, window: Window) -> Known | None:
    """What all places have at this moment; None when blocks changed while they were read."""
    items, months = len(subject.series.items), _whole_months(window)
    asked = Asked(subject.tenant_id, subject.questionnaire_id, items, window.first, window.last)
    known = REMEMBERED.get(asked)
    late = lately(subject, months, since=None if known is None else known.version)
    if late is None:
        return None
    if known is None or not late.is_all:
        known = _read(subject, late, window)
        if known is None:
            return None
        REMEMBERED.put(asked, known)
    elif late.version != known.version:
        if late.folded is not None:
            known = known.with_facts(late.folded, window, subject)
        known = replace(known, version=late.version)
        REMEMBERED.put(asked, known)
    return known if late.waiting is None else known.with_facts(late.waiting, window, subject)


def _read(subject: Subject, late: Lately, window: Window) -> Known | None:
    head = Header(late.version, late.axis, ())
    cross = _cross(subject, head, _whole_months(window))
    sums = items_of(subject, head, window)
    if cross is None or sums is None:
        return None
    cells = cells_of(sums, len(head.axis), subject.series.layout)
    return Known(head.version, head.axis, cells, cross.narrowed())


def _cross(subject: Subject, head: Header, months: Window) -> Matrix | None:
    """Cross-products of whole months, at the places of the axis; None when they changed."""
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
