"""The one set of definitions by which rows are counted, for whichever engine reads them.

An engine returns whole numbers only, one line for each group and answer; means, intervals and
correlations are made of these in NumPy.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir

from heedful.understand.lake.rules import slot_name
from heedful.understand.lake.shapes import Reach, Shape
from heedful.understand.lake.sql import FIRST, LAST, PLACE_TYPES, PLACES, ROWS, SKETCHED, TYPES
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need


def counted(shape: Shape) -> ir.Table:
    """The groups of a shape, with what is counted of each."""
    answers = [slot_name(slot) for slot in shape.slots]
    known = TYPES | (SKETCHED if shape.needs is Need.SKETCH else {})
    rows = ibis.table(known | dict.fromkeys(answers, "int16"), name=ROWS)
    kept = _placed(_chosen(rows, shape, answers), shape)
    keys: dict[str, Any] = {}
    if shape.spans > 1:
        keys["span"] = _span(kept, shape.spans)
    if shape.reach is not Reach.ALL:
        keys["node"] = kept.node
    keys |= {str(one): _cut(kept, one) for one in shape.by}
    match shape.needs:
        case Need.CUSTOMERS:
            different = kept.respondent.nunique().cast("int64")
            return kept.aggregate(by=keys, n=different) if keys else kept.aggregate(n=different)
        case Need.SKETCH:
            keys["register"] = kept.register
            return kept.group_by(**keys).agg(rank=ibis._["rank"].max().cast("int8"))
        case _:
            keys |= {f"value{i}": kept[name] for i, name in enumerate(answers)}
            return kept.group_by(**keys).agg(**_sums(weighted=shape.weighted))


def _sums(*, weighted: bool) -> dict[str, Any]:
    sums = {"n": ibis._.count().cast("int64")}
    if weighted:
        sums["weight"] = ibis._.weight.sum().cast("int64")
        sums["squares"] = ibis._.weight_squared.sum().cast("int64")
    return sums


def _chosen(rows: ir.Table, shape: Shape, answers: Sequence[str]) -> ir.Table:
    """The rows with the answers and the values that are asked for.

    Whoever reads hands in the rows from the first day asked about to the last one, and no other.
    """
    asked = [rows[name].notnull() for name in answers]
    if shape.gaps:
        asked.append(reduce(or_, (_between(rows.day, i) for i in range(shape.spans))))
    if shape.needs is Need.CUSTOMERS:
        asked.append(rows.respondent.notnull())
    if shape.needs is Need.SKETCH:
        asked.append(rows.register.notnull())
    for dimension, values in shape.where:
        asked.append(_cut(rows, dimension).isin(list(values)))
    return rows.filter(*asked) if asked else rows


def _placed(rows: ir.Table, shape: Shape) -> ir.Table:
    """Rows with the node that each counts for."""
    if shape.reach in {Reach.ALL, Reach.EACH}:
        return rows.mutate(node=rows.location)
    places = ibis.table(PLACE_TYPES, name=PLACES)
    same = [rows.location == places.location]
    if shape.reach is Reach.GROUPS:
        same += [rows.day >= places.valid_from, rows.day < places.valid_to]
    return rows.inner_join(places, same)


def _span(rows: ir.Table, spans: int) -> ir.Value:
    first = [(_between(rows.day, i), ibis.literal(i, "int8")) for i in range(spans - 1)]
    return ibis.cases(*first, else_=ibis.literal(spans - 1, "int8"))


def _cut(rows: ir.Table, dimension: Dimension) -> ir.Value:
    match dimension:
        case Dimension.WEEK:
            return rows.day.truncate("W").cast("date")
        case Dimension.MONTH:
            return rows.day.truncate("M").cast("date")
        case Dimension.WEEKDAY:
            return rows.day.day_of_week.index().cast("int16")
        case _:
            return rows[str(dimension)]


def _between(day: ir.Value, place: int) -> ir.BooleanValue:
    return day.between(_day(FIRST.format(place)), _day(LAST.format(place)))


def _day(name: str) -> ir.Value:
    return ibis.literal(name).cast("date")


def month_sums(slots: int) -> ir.Table:
    """What verification compares: counts and sums of each month."""
    names = [slot_name(slot) for slot in range(slots)]
    rows = ibis.table(TYPES | dict.fromkeys(names, "int16"), name=ROWS)
    sums = {f"{name}_sum": rows[name].cast("int64").sum().cast("int64") for name in names}
    heard = {f"{name}_n": rows[name].count().cast("int64") for name in names}
    month = rows.day.truncate("M").cast("date")
    return rows.group_by(month=month).agg(
        n=rows.count().cast("int64"),
        named=rows.respondent.count().cast("int64"),
        minutes=rows.minute.cast("int64").sum().cast("int64"),
        weight=rows.weight.sum().cast("int64"),
        squares=rows.weight_squared.sum().cast("int64"),
        **sums,
        **heard,
    )
