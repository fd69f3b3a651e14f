"""Sketches of whole months: about how many different customers, without reading a row."""

import uuid
from datetime import date, datetime

import numpy as np

from cxstats.distinct import REGISTERS, Registers, rank_counts
from heedful.listen.feedback.partitions import first_of_month, next_month
from heedful.understand.lake.duck import run
from heedful.understand.lake.files import Kept
from heedful.understand.lake.models import LakeSketch
from heedful.understand.lake.places import places_of
from heedful.understand.lake.queries import is_written, whole_up_to
from heedful.understand.lake.shapes import Reach
from heedful.understand.lake.sql import ROWS
from heedful.understand.lake.store import Store
from heedful.understand.metrics.counts import Count, Counted, Keyed, Sketches
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import Window

HIGHEST = f'select register, max("rank") from "{ROWS}" where register is not null group by 1'  # noqa: S608 - a name of ours


def keep_sketch(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date, store: Store
) -> None:
    """Sketch a month as the lake holds it now, in the transaction that forgets its marks."""
    window = _month(month)
    snapshot = store.snapshot()
    files = () if snapshot is None else snapshot.of_days(window.first, window.last)
    kept = LakeSketch.objects.filter(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, month=window.first
    )
    registers = np.zeros(REGISTERS, dtype=np.int8)
    if files:
        told = run(HIGHEST, Kept.of(files, window), ()).fetchnumpy()
        register, rank = (np.asarray(column) for column in told.values())
        registers[register] = rank
    if not kept.update(registers=registers.tobytes()):
        LakeSketch.objects.create(
            tenant_id=tenant_id,
            questionnaire_id=questionnaire_id,
            month=window.first,
            registers=registers.tobytes(),
        )


class MonthlySketches:
    """One stored row for each month of a questionnaire."""

    name = "sketches of months"

    def refuses(self, count: Count) -> str:
        if count.needs is not Need.SKETCH:
            return f"a sketch does not hold {count.needs}"
        if count.where or set(count.by) - {Dimension.MONTH}:
            return "these are sketches of all answers of a month"
        if any(_months(span)[0] != span for span in count.spans):
            return "these are sketches of whole months"
        if not is_written(count):
            return "the lake has not been written yet"
        if places_of(count).reach is not Reach.ALL:
            return "these are sketches of all places together"
        return ""

    def reads(self, count: Count) -> int:
        return sum(len(_months(span)[1]) for span in count.spans)

    def fresh(self, count: Count) -> datetime | None:
        return whole_up_to(count)

    def count(self, count: Count) -> Counted:
        of = count.subject
        kept = LakeSketch.objects.filter(
            tenant_id=of.tenant_id, questionnaire_id=of.questionnaire_id
        )
        asked = {month for span in count.spans for month in _months(span)[1]}
        rows = kept.filter(month__in=asked).values_list("month", "registers")
        known = {month: np.frombuffer(told, dtype=np.int8) for month, told in rows}
        groups: dict[tuple[object, ...], Registers] = {}
        for month in sorted(asked):
            # Days belong to the first span that holds them.
            span = next(i for i, one in enumerate(count.spans) if month in _months(one)[1])
            key = (span, count.nodes[0], *(month for _ in count.by))
            nothing = np.zeros(REGISTERS, dtype=np.int8)
            groups[key] = np.maximum(groups.get(key, nothing), known.get(month, nothing))
        return Keyed(tuple(groups), Sketches(rank_counts(np.stack(list(groups.values())))))


def _month(day: date) -> Window:
    first = first_of_month(day)
    return Window(first, date.fromordinal(next_month(first).toordinal() - 1))


def _months(span: Window) -> tuple[Window, list[date]]:
    """The whole months that hold a span, and their first days."""
    firsts = [first_of_month(span.first)]
    while next_month(firsts[-1]) <= span.last:
        firsts.append(next_month(firsts[-1]))
    return Window(firsts[0], _month(span.last).last), firsts
