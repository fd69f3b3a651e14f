"""Pairs of answers as they are stored: `metrics.packing` writes sums, here is the rest."""

import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, CrossSums
from heedful.understand.metrics.answers import Answers
from heedful.understand.metrics.cross import Cross, Summed
from heedful.understand.metrics.packing import packed, unpacked, weighed

Data = bytes | memoryview
# Which way it is written, items. Weights follow the way alone, in a column of their own.
HEAD = struct.Struct("<BH")
WAY = 2
NOTHING = -1
# Cells that are read before they are added, so that memory does not grow with them.
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Written:
    """Cells as they are stored; no bytes at all where nothing is left."""

    sums: Sequence[bytes]
    weighted: Sequence[bytes | None]  # None where every row weighs one

    @property
    def is_left(self) -> NDArray[np.bool_]:
        return np.array([bool(one) for one in self.sums], dtype=np.bool_)


def written(cross: Cross) -> Written:
    """Write cells one by one."""
    sums: list[bytes] = [b""] * cross.n
    weighted: list[bytes | None] = [None] * cross.n
    _write_answers(cross.answers, sums, weighted)
    _write_sums(cross.summed, sums, weighted)
    return Written(sums, weighted)


def _row(items: int) -> np.dtype[np.void]:
    return np.dtype([("sign", "i1"), ("scores", "<i2", (items,))])


def _write_answers(answers: Answers, sums: list[bytes], weighted: list[bytes | None]) -> None:
    """Write a cell's answers one after another."""
    items = answers.scores.shape[1]
    told = np.empty(len(answers.at), dtype=_row(items))
    told["sign"], told["scores"] = answers.signs, answers.scores
    data, weights = told.tobytes(), answers.weights.astype("<i8").tobytes()
    cells, firsts = np.unique(answers.at, return_index=True)
    heavy = answers.is_heavy(len(sums))[cells].tolist()
    ends = [*firsts.tolist(), len(told)][1:]
    head, step = HEAD.pack(WAY, items), told.itemsize
    for cell, first, end, is_heavy in zip(
        cells.tolist(), firsts.tolist(), ends, heavy, strict=True
    ):
        sums[cell] = head + data[first * step : end * step]
        if is_heavy:
            weighted[cell] = bytes([WAY]) + weights[8 * first : 8 * end]


def _write_sums(summed: Summed, sums: list[bytes], weighted: list[bytes | None]) -> None:
    is_left = _any(summed.plain)
    heavy = np.flatnonzero(summed.is_heavy)
    if summed.weighted is not None:
        own = summed.weighted.take(heavy)
        # A row may have lost its weight before it is taken out: then something is still to come.
        is_left[heavy] |= _any(own)
        for at, data in zip(heavy.tolist(), packed(own, is_heavy=True), strict=True):
            weighted[summed.cells[at]] = data
    for at, data in enumerate(packed(summed.plain, is_heavy=False)):
        if is_left[at]:
            sums[summed.cells[at]] = data


def _any(sums: CrossSums) -> NDArray[np.bool_]:
    left = [part.any(axis=(1, 2)) for part in sums.parts()]
    return np.asarray(np.any(left, axis=0))


def read(sums: Sequence[Data], weighted: Sequence[Data | None], items: int) -> Cross:
    """Read cells back for so many items."""
    way = np.array([one[0] if one else NOTHING for one in sums], dtype=np.int16)
    few, many = (np.flatnonzero(here) for here in (way == WAY, (way != WAY) & (way != NOTHING)))
    plain = unpacked([sums[i] for i in many.tolist()], items)
    own = [weighted[i] for i in many.tolist()]
    is_heavy = np.array([one is not None for one in own], dtype=np.bool_)
    heavy = weighed(plain, own) if is_heavy.any() else None
    answers = _read_answers(sums, weighted, few, items)
    return Cross(len(sums), answers, Summed(many, plain, is_heavy, heavy))


def _read_answers(
    sums: Sequence[Data], weighted: Sequence[Data | None], cells: NDArray[np.intp], items: int
) -> Answers:
    """Read answers back; items that came later were not answered."""
    alike: dict[int, list[int]] = defaultdict(list)
    for cell in cells.tolist():
        alike[HEAD.unpack_from(sums[cell])[1]].append(cell)
    parts = [Answers.none(items)]
    for stored, mine in alike.items():
        row = _row(stored)
        data = [sums[cell][HEAD.size :] for cell in mine]
        told = np.frombuffer(b"".join(data), dtype=row)
        scores = np.full((len(told), items), NOT_ANSWERED, dtype=np.int16)
        scores[:, :stored] = told["scores"]
        lengths = [len(one) // row.itemsize for one in data]
        own = [weighted[cell] for cell in mine]
        weights = np.full(len(told), WEIGHT_ONE, dtype=np.int64)
        is_heavy = np.repeat([one is not None for one in own], lengths)
        weights[is_heavy] = np.frombuffer(
            b"".join(one[1:] for one in own if one is not None), dtype="<i8"
        )
        at = np.repeat(np.array(mine, dtype=np.int64), lengths)
        parts.append(Answers(at, scores, weights, told["sign"].astype(np.int64)))
    return Answers.joined(parts)


@dataclass(frozen=True, slots=True)
class Stored:
    """Pairs of answers of one version as they are stored, and the places that they belong to."""

    places: NDArray[np.intp]  # may come again
    sums: Sequence[Data]
    weighted: Sequence[Data | None]


def add_stored(
    plain: CrossSums, heavy: CrossSums | None, stored: Stored, slots: Sequence[int]
) -> None:
    """Add to places and to the slots of a version's items, some at a time."""
    for start in range(0, len(stored.places), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found = read(stored.sums[part], stored.weighted[part], len(slots))
        places = stored.places[part]
        different, at = np.unique(places[found.answers.at], return_inverse=True)
        rows, some = replace(found.answers, at=at.reshape(-1)), places[found.summed.cells]
        _add_at(plain, different, slots, rows.cross(len(different), weighted=False))
        _add_at(plain, some, slots, found.summed.plain)
        if heavy is not None:
            _add_at(heavy, different, slots, rows.cross(len(different), weighted=True))
            _add_at(heavy, some, slots, found.summed.weighed())


def _add_at(
    sums: CrossSums, places: NDArray[np.intp], slots: Sequence[int], some: CrossSums
) -> None:
    at = (places[:, None, None], np.array(slots)[:, None], np.array(slots))
    for whole, part in zip(sums.parts(), some.parts(), strict=True):
        np.add.at(whole, at, part)
