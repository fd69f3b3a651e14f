"""Additions to single cells, put together as whoever adds them takes them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import CrossSums
from heedful.understand.metrics.answers import Answers
from heedful.understand.metrics.counting import CrossDelta, DayCells, Delta, Key, MonthCells
from heedful.understand.metrics.cross import Cross, Summed
from heedful.understand.metrics.places import Keys, keys_of

Integers = NDArray[np.int64]


def days_together(deltas: Mapping[Key, Delta]) -> DayCells:
    """Put additions to days together; there is at least one."""
    keys = sorted(deltas, key=_in_order)
    told = [deltas[key] for key in keys]
    weighted = [one.weighted for one in told if one.weighted is not None]
    sums = np.stack([one.sums for one in told])
    return DayCells(
        *_columns(keys),
        rows=np.array([one.rows for one in told], dtype=np.int64),
        sums=sums,
        heavy=_heavy([one.weighted is not None for one in told]),
        weighted=np.stack(weighted) if weighted else sums[:0],
    )


def cross_together(deltas: Mapping[Key, CrossDelta]) -> MonthCells:
    """Put additions to months together; there is at least one."""
    keys = sorted(deltas, key=_in_order)
    told = [deltas[key] for key in keys]
    plain = CrossSums.stack([one.sums for one in told])
    is_heavy = np.array([one.weighted is not None for one in told])
    weighted = None
    if is_heavy.any():
        weighted = CrossSums.stack([one.weighed() for one in told])
    summed = Summed(np.arange(len(keys)), plain, is_heavy, weighted)
    return MonthCells(*_columns(keys), cross=Cross(len(keys), Answers.none(plain.n_items), summed))


def _in_order(key: Key) -> tuple[bytes, date]:
    return key[0].bytes, key[1]


def _columns(keys: Sequence[tuple[uuid.UUID, date]]) -> tuple[Keys, Integers]:
    days = np.array([day.toordinal() for _, day in keys], dtype=np.int64)
    return keys_of(place for place, _ in keys), days


def _heavy(is_heavy: Sequence[bool]) -> Integers:
    there = np.array(is_heavy, dtype=np.bool_)
    return np.where(there, there.cumsum() - 1, -1).astype(np.int64)
