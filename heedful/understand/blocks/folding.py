"""Adding to the blocks of one month, and to all that is summed after it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cxstats.sums import CellLayout
from heedful.understand.blocks.arrays import Sums, read, written
from heedful.understand.metrics.counting import DaySums, Integers
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.rules import Step

OF = "tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and slot = %(slot)s"
COLUMNS = "day, plain_size, plain, heavy_size, heavy"
# The days of a month from `first` on, and the one that stands before them.
DAYS = f"""
select {COLUMNS} from understand_block where {OF} and not is_base and day < %(after)s
    and day >= coalesce((select max(day) from understand_block
        where {OF} and not is_base and day >= %(month)s and day < %(first)s), %(first)s)
order by day
"""  # noqa: S608 - made of constants, as below
BASES = f"select {COLUMNS} from understand_block where {OF} and is_base and day >= %(month)s"  # noqa: S608
# The newest day of the months before, and what lies before its own month.
BEFORE = f"""
with newest as (select max(day) as day from understand_block
    where {OF} and not is_base and day < %(month)s)
select {COLUMNS} from understand_block join newest using (day) where {OF} and not is_base
union all
select block.{COLUMNS.replace(", ", ", block.")} from understand_block block
    join newest on block.day = date_trunc('month', newest.day::timestamp)::date
where block.{OF.replace(" and ", " and block.")} and block.is_base
"""  # noqa: S608
PUT = f"""
insert into understand_block (tenant_id, questionnaire_id, slot, is_base, {COLUMNS})
values (%(tenant)s, %(questionnaire)s, %(slot)s, %(is_base)s, %(day)s, %(plain_size)s, %(plain)s,
    %(heavy_size)s, %(heavy)s)
on conflict (tenant_id, questionnaire_id, slot, is_base, day) do update set
    plain_size = excluded.plain_size, plain = excluded.plain,
    heavy_size = excluded.heavy_size, heavy = excluded.heavy
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Slot:
    """One item of a questionnaire, and how wide its blocks are."""

    tenant_id: uuid.UUID
    questionnaire_id: uuid.UUID
    slot: int
    width: int

    @property
    def values(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant_id,
            "questionnaire": self.questionnaire_id,
            "slot": self.slot,
        }


@dataclass(frozen=True, slots=True)
class Running:
    """Sums from the first of a month on, on the days on which they change."""

    days: tuple[date, ...]
    sums: Sums  # (days, places, width)

    @classmethod
    def of(cls, sums: DaySums, layout: CellLayout, slot: int, places: int) -> "Running":
        """Spread out one item of what was counted by place and day."""
        days, at = np.unique(sums.days, return_inverse=True)
        one = Sums.of_cells(layout, slot, sums.plain, sums.heavy)
        where = (at.reshape(-1), sums.at)

        def spread(counts: Integers) -> Integers:
            wide = np.zeros((len(days), places, counts.shape[-1]), dtype=np.int64)
            wide[where] = counts
            return wide

        heavy = None if one.heavy is None else spread(one.heavy)
        named = tuple(map(date.fromordinal, days.tolist()))
        return cls(named, Sums(spread(one.plain), heavy).cumulated())

    def on(self, day: date) -> Sums:
        """The sums up to and including a day."""
        before = sum(one <= day for one in self.days)
        if not before:
            return Sums.zeros(*self.sums.plain.shape[1:])
        return self.sums.at(before - 1)


def fold_in(of: Slot, month: date, more: Running, places: int, *, anew: bool) -> list[date]:
    """Add `more` to a month, or put it in the month's place; return the days that changed."""
    last = Step.MONTH.after(month)
    first = month if anew else more.days[0]
    found = _rows(of, DAYS, places, month=month, first=first, after=last)
    old = new = Sums.zeros(places, of.width)
    changed = {}
    for day in sorted({*found, *more.days}):
        # Where a day has no block of its own, the one before it is read.
        read_now = found.get(day, new)
        old = found.get(day, old)
        new = more.on(day) if anew else old + more.on(day)
        if not new.equals(read_now):
            changed[day] = new
    if not found and not changed:
        return []
    _put(of, changed, is_base=False)
    shifted = _shift(of, month, new - old, places, anew=anew)
    return sorted({*changed, *shifted})


def _shift(of: Slot, month: date, by: Sums, places: int, *, anew: bool) -> list[date]:
    """Lay the month's base where it lacks (or is wrong), and move those of later months."""
    bases = _rows(of, BASES, places, month=month)
    moved = {day: base + by for day, base in bases.items() if day > month} if by.any() else {}
    if anew or month not in bases:
        before = _before(of, month, places)
        if month not in bases or not bases[month].equals(before):
            moved[month] = before
    _put(of, moved, is_base=True)
    return list(moved)


def _before(of: Slot, month: date, places: int) -> Sums:
    sums = Sums.zeros(places, of.width)
    with binary_cursor() as cursor:
        cursor.execute(BEFORE, {**of.values, "month": month})
        for row in cursor.fetchall():
            sums += _read(of, row).grown(places)
    return sums


def _rows(of: Slot, sql: str, places: int, **values: date) -> dict[date, Sums]:
    with binary_cursor() as cursor:
        cursor.execute(sql, {**of.values, **values})
        return {row[0]: _read(of, row).grown(places) for row in cursor.fetchall()}


def _read(of: Slot, row: Sequence[Any]) -> Sums:
    _, plain_size, plain, heavy_size, heavy = row
    light = read(plain, plain_size, of.width).astype(np.int64)
    if heavy is None:
        return Sums(light)
    return Sums(light, read(heavy, heavy_size, of.width + 1).astype(np.int64))


def _put(of: Slot, blocks: Mapping[date, Sums], *, is_base: bool) -> None:
    if not blocks:
        return
    with binary_cursor() as cursor:
        cursor.executemany(
            PUT,
            [
                {**of.values, "is_base": is_base, "day": day, **_columns(sums)}
                for day, sums in sorted(blocks.items())
            ],
        )


def _columns(sums: Sums) -> dict[str, Any]:
    plain, plain_size = written(sums.plain)
    heavy, heavy_size = None, None
    if sums.is_weighted and sums.heavy is not None:
        heavy, heavy_size = written(sums.heavy)
    return {
        "plain": plain,
        "plain_size": plain_size,
        "heavy": heavy,
        "heavy_size": heavy_size,
    }
