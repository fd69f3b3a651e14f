"""Keeping the blocks true: what waits is folded in; months are added up anew from the cells."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from cxstats.sums import CrossSums
from heedful.base.tenancy.domain import within
from heedful.understand.blocks.axis import lengthened
from heedful.understand.blocks.crossing import Matrix, cross_in
from heedful.understand.blocks.folding import Running, Slot, fold_in
from heedful.understand.blocks.models import Block, BlockState, CrossBlock, Folded
from heedful.understand.blocks.months import cells_of_month, cross_of_month, months_of
from heedful.understand.blocks.rules import KEPT_FOLDS, MOST_WAITING
from heedful.understand.metrics.counting import DaySums, Facts, Integers, day_sums, pair_sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.models import Waiting
from heedful.understand.metrics.moment import at_one_moment
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import found, keys_in, keys_of
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.waiting import packed, unpacked

# Batches folded in at once; one holds five thousand rows of a file at most.
BATCHES = 200
TAKE = """
delete from understand_waiting where id = any(array(select id from understand_waiting
    where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and month = %(month)s
    order by id limit %(limit)s)) returning facts
"""


def fold(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> None:
    """Fold in all that waits, a transaction for each month; begin blocks where there are none.

    Safe to end at any moment and to call again. Readers and the dispatcher go on meanwhile.
    """
    with within(tenant_id):
        is_ready = _mine(tenant_id, questionnaire_id).filter(ready=True).exists()
        months = Waiting.objects.filter(
            tenant_id=tenant_id, questionnaire_id=questionnaire_id
        ).values_list("month", flat=True)
        waiting = sorted(set(months))
    if not is_ready and waiting:
        build(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    for month in waiting:
        while _fold_some(tenant_id, questionnaire_id, month):
            pass


def build(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add up all months from the cells, a transaction for each; nobody reads blocks until the end.

    What was begun and cut off is taken up again. Raises OperationalError when somebody else does
    the same again and again.
    """
    with within(tenant_id):
        state, _ = BlockState.objects.get_or_create(
            tenant_id=tenant_id, questionnaire_id=questionnaire_id
        )
        months = months_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    for done, month in enumerate(months):
        if progress is not None:
            progress(done, len(months))
        at_one_moment(tenant_id, partial(_put_anew, tenant_id, questionnaire_id, month))
    with within(tenant_id):
        state = _locked(tenant_id, questionnaire_id)
        state.ready, state.version = True, state.version + 1
        state.save(update_fields=["ready", "version"])
    if progress is not None:
        progress(len(months), len(months))


def fold_all(*, tenant_id: uuid.UUID) -> None:
    """Fold in all that waits of an organisation; forget what was folded in where nothing waits."""
    with within(tenant_id):
        waiting = Waiting.objects.filter(tenant_id=tenant_id)
        keys = set(waiting.values_list("questionnaire_id", flat=True))
        Folded.objects.filter(tenant_id=tenant_id).exclude(questionnaire_id__in=keys).delete()
    for key in sorted(keys):
        fold(tenant_id=tenant_id, questionnaire_id=key)


def drop(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> None:
    """Throw the blocks away, in order to build them anew; the cells answer meanwhile."""
    with within(tenant_id):
        BlockState.objects.get_or_create(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
        state = _locked(tenant_id, questionnaire_id)
        mine = {"tenant_id": tenant_id, "questionnaire_id": questionnaire_id}
        Block.objects.filter(**mine).delete()
        CrossBlock.objects.filter(**mine).delete()
        state.ready, state.version = False, state.version + 1
        state.save(update_fields=["ready", "version"])


def verify(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> list[date]:
    """Compare blocks, and what waits beside them, with the cells, changing nothing.

    Returns days on which blocks begin that are not what the cells say; a month's first day may
    also stand for all that is summed before it.
    """
    with within(tenant_id):
        if not _mine(tenant_id, questionnaire_id).filter(ready=True).exists():
            return []
        months = months_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)

    def compare(month: date) -> list[date]:
        with transaction.atomic():
            while _fold_some(tenant_id, questionnaire_id, month):
                pass
            changed = _put_anew(tenant_id, questionnaire_id, month)
            transaction.set_rollback(True)
            return changed

    wrong = (at_one_moment(tenant_id, partial(compare, month)) for month in months)
    return sorted({day for days in wrong for day in days})


def _mine(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> QuerySet[BlockState]:
    return BlockState.objects.filter(tenant_id=tenant_id, questionnaire_id=questionnaire_id)


def _put_anew(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date) -> list[date]:
    """Put in a month's place what its cells say; return the days whose blocks that changed.

    What waits is in the cells already.
    """
    state = _locked(tenant_id, questionnaire_id)
    Waiting.objects.filter(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, month=month
    ).delete()
    series = series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    locations, cells = cells_of_month(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, month=month, series=series
    )
    whose, plain, heavy = cross_of_month(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        month=month,
        items=len(series.items),
    )
    places = _places(state, locations)
    placed = DaySums(places[cells.at], cells.days, cells.plain, cells.heavy)
    pairs = _Pairs(_places(state, whose), plain, heavy)
    return _fold(state, series, month, placed, pairs, anew=True)


def _fold_some(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date) -> bool:
    """Fold in some batches of one month; tell whether there were any."""
    with within(tenant_id):
        state = _locked(tenant_id, questionnaire_id)
        if not state.ready:
            return False
        values: dict[str, Any] = {"tenant": tenant_id, "questionnaire": questionnaire_id}
        with binary_cursor() as cursor:
            cursor.execute(TAKE, {**values, "month": month, "limit": BATCHES})
            batches = cursor.fetchall()
        if not batches:
            return False
        series = series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
        facts = Facts.joined([unpacked(row[0], items=len(series.items)) for row in batches])
        places = _places(state, keys_of(facts.locations).tobytes())
        sums = day_sums(facts, series)
        placed = DaySums(places[sums.at], sums.days, sums.plain, sums.heavy)
        _fold(state, series, month, placed, _Pairs(places, *pair_sums(facts)), anew=False)
        _keep(state, month, facts)
        return True


def _keep(state: BlockState, month: date, facts: Facts) -> None:
    """Let the newest few folds be added by whoever remembers what blocks held before."""
    mine = {"tenant_id": state.tenant_id, "questionnaire_id": state.questionnaire_id}
    Folded.objects.filter(**mine, version__lte=state.version - KEPT_FOLDS).delete()
    if len(facts.days) <= MOST_WAITING:
        Folded.objects.create(**mine, version=state.version, month=month, facts=packed(facts))


def _locked(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> BlockState:
    """Let one after the other change the blocks of a questionnaire."""
    return _mine(tenant_id, questionnaire_id).select_for_update(no_key=True).get()


def _places(state: BlockState, locations: bytes) -> Integers:
    """Find (or give) each location its place on the axis."""
    wanted = keys_in(locations)
    axis = lengthened(keys_in(bytes(state.axis)), wanted)
    state.axis = axis.tobytes()
    return found(axis, wanted).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Cross-products of a month, and at which places."""

    at: Integers
    plain: CrossSums
    heavy: CrossSums | None

    def matrix(self, places: int) -> Matrix:
        order = Order(self.plain.n_items)

        def spread(cross: CrossSums, rows: int) -> Integers:
            wide = np.zeros((rows, places), dtype=np.int64)
            wide[:, self.at] = order.matrix(cross, is_heavy=rows > order.rows)
            return wide

        heavy = None if self.heavy is None else spread(self.heavy, order.heavy_rows)
        return Matrix(order, spread(self.plain, order.rows), heavy)


def _fold(
    state: BlockState, series: Series, month: date, sums: DaySums, pairs: _Pairs, *, anew: bool
) -> list[date]:
    changed: set[date] = set()
    places = len(keys_in(bytes(state.axis)))
    for slot, item in enumerate(series.items):
        of = Slot(state.tenant_id, state.questionnaire_id, slot, item.scale.bins + 1)
        more = Running.of(sums, series.layout, slot, places)
        if anew or more.sums.any():
            changed |= {*fold_in(of, month, more, places, anew=anew)}
    changed |= {
        *cross_in(
            tenant_id=state.tenant_id,
            questionnaire_id=state.questionnaire_id,
            month=month,
            more=pairs.matrix(places),
            anew=anew,
        )
    }
    state.version += 1
    state.save(update_fields=["axis", "version"])
    return sorted(changed)
