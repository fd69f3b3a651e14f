"""From the lines that an engine returned to counts by group. Knows no Django and no engine."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.distinct import REGISTERS, TOP_RANK
from heedful.understand.lake.shapes import Names, Reach, Shape
from heedful.understand.metrics.counts import (
    Count,
    Counted,
    Customers,
    Keyed,
    PairSums,
    Sketches,
)
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.scores import ItemSums

Integers = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]
DAYS = frozenset({Dimension.DAY, Dimension.WEEK, Dimension.MONTH})


def columns_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """Turn lines into columns."""
    told = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: np.array(values, dtype=object) for name, values in zip(names, told, strict=True)}


def keyed(count: Count, shape: Shape, told: Columns, names: Names) -> Counted:
    """Put lines of one group together; `names` are those of the shape."""
    lines = len(next(iter(told.values())))
    g, codes, groups = _groups([_codes(told[name]) for name in shape.keys], lines)
    parts = dict(zip(shape.keys, codes, strict=True))
    spans = [int(value) for value in parts.pop("span", [0] * g)]
    if shape.reach is Reach.ALL:
        nodes = [count.nodes[0]] * g
    else:
        nodes = [uuid.UUID(str(value)) for value in parts.pop("node")]
    cuts = [_shown(one, parts[str(one)], names) for one in shape.by]
    keys = tuple(zip(spans, nodes, *cuts, strict=True))
    match shape.needs:
        case Need.ANSWERS:
            return Keyed(keys, _answers(count, told, groups, g))
        case Need.PAIRS:
            return Keyed(keys, _pairs(told, groups, g))
        case Need.CUSTOMERS:
            different = np.zeros(g, dtype=np.int64)
            different[groups] = _integers(told["n"])
            return Keyed(keys, Customers(different))
        case Need.SKETCH:
            return Keyed(keys, _sketches(told, groups, g))


def _codes(column: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """The different values of a column, and which of them each line has."""
    if column.dtype == object:
        places: dict[Any, int] = {}
        codes = [places.setdefault(value, len(places)) for value in column.tolist()]
        return list(places), np.array(codes, dtype=np.intp)
    values, inverse = np.unique(column, return_inverse=True)
    return values.tolist(), inverse.reshape(-1)


def _groups(
    columns: Sequence[tuple[list[Any], NDArray[np.intp]]], lines: int
) -> tuple[int, list[list[Any]], NDArray[np.intp]]:
    """How many groups there are, the values of each column by group, the group of each line."""
    sizes = [max(len(values), 1) for values, _ in columns]
    mixed = np.zeros(lines, dtype=np.int64)
    for (_, codes), size in zip(columns, sizes, strict=True):
        mixed = mixed * size + codes
    _, first, groups = np.unique(mixed, return_index=True, return_inverse=True)
    told = [[values[code] for code in codes[first].tolist()] for values, codes in columns]
    return len(first), told, groups.reshape(-1)


def _shown(dimension: Dimension, values: Sequence[Any], names: Names) -> list[Any]:
    """Values as questions know them."""
    if dimension in DAYS:
        return [_day(value) for value in values]
    if dimension is Dimension.DAYPART:
        return [names.parts[int(value)] for value in values]
    if dimension is Dimension.WEEKDAY:
        return [int(value) for value in values]
    if dimension is Dimension.VERSION:
        called = {key: name for name, key in names.versions.items()}
        return [called.get(str(value), str(value)) for value in values]
    return list(values)


def _day(value: Any) -> date:
    """Engines give the first day of a week or month as a date or as its midnight."""
    return date(value.year, value.month, value.day)


def _answers(count: Count, told: Columns, groups: NDArray[np.intp], g: int) -> ItemSums:
    scale = count.subject.item.scale
    bins = np.asarray(told["value0"], dtype=np.int64) - scale.low
    n = _integers(told["n"])
    plain = np.zeros((g, scale.bins), dtype=np.int64)
    np.add.at(plain, (groups, bins), n)
    if "weight" not in told:
        return ItemSums(plain.sum(axis=1), plain)
    weighted, squares = np.zeros_like(plain), np.zeros(g, dtype=np.int64)
    np.add.at(weighted, (groups, bins), _integers(told["weight"]))
    np.add.at(squares, groups, _integers(told["squares"]))
    return ItemSums(plain.sum(axis=1), weighted, squares)


def _pairs(told: Columns, groups: NDArray[np.intp], g: int) -> PairSums:
    x = _integers(told["value0"])
    y = _integers(told["value1"]) if "value1" in told else x
    n = _integers(told["n"])
    weight = _integers(told["weight"]) if "weight" in told else n

    def total(of: Integers) -> Integers:
        summed = np.zeros(g, dtype=np.int64)
        np.add.at(summed, groups, of)
        return summed

    return PairSums(
        n=total(n),
        weight=total(weight),
        item=total(weight * x),
        outcome=total(weight * y),
        item_squares=total(weight * x * x),
        outcome_squares=total(weight * y * y),
        products=total(weight * x * y),
        weight_squares=total(_integers(told["squares"])) if "squares" in told else None,
    )


def _sketches(told: Columns, groups: NDArray[np.intp], g: int) -> Sketches:
    counts = np.zeros((g, TOP_RANK + 1), dtype=np.int64)
    np.add.at(counts, (groups, _integers(told["rank"])), 1)
    counts[:, 0] = REGISTERS - counts.sum(axis=1)
    return Sketches(counts)


def _integers(column: NDArray[Any]) -> Integers:
    return np.asarray(column, dtype=np.int64)
