"""Cross-products as they are stored: each once, in as few bytes as they fit in."""

import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CrossSums
from heedful.understand.metrics.order import Integers, Order

# Which way it is written, bytes of a number, whether it is compressed, items, squared weights kept.
HEAD = struct.Struct("<BB?H?")
WAY = 1
# The first byte of what was written before there were ways: all numbers in eight bytes, compressed.
OLD = 0x78
SIZES = (1, 2, 4, 8)
# Small ones stay in the table's page as they are; compressing takes longer than writing them.
SMALL = 1_200


def packed(sums: CrossSums, *, is_heavy: bool) -> list[bytes]:
    """Write groups one by one. Without weights their squares are the rows, and not kept."""
    lines = Order(sums.n_items).lines(sums, is_heavy=is_heavy)
    if not len(lines):
        return []
    size = _sizes(lines)
    found: list[bytes] = [b""] * len(lines)
    for one in np.unique(size).tolist():
        mine = np.flatnonzero(size == one)
        data, step = lines[mine].astype(f"<i{one}").tobytes(), one * lines.shape[1]
        is_small = step <= SMALL
        head = HEAD.pack(WAY, one, not is_small, sums.n_items, is_heavy)
        for i, place in enumerate(mine.tolist()):
            part = data[i * step : (i + 1) * step]
            found[place] = head + (part if is_small else zlib.compress(part, level=1))
    return found


def _sizes(lines: Integers) -> NDArray[np.int64]:
    """In how many bytes all numbers of each line fit."""
    low, high = lines.min(axis=1), lines.max(axis=1)
    size = np.full(len(lines), SIZES[-1], dtype=np.int64)
    for one in SIZES[-2::-1]:
        half = 1 << (8 * one - 1)
        size[(low >= -half) & (high < half)] = one
    return size


def unpacked(data: Sequence[bytes | memoryview], k: int) -> CrossSums:
    """Read groups back for `k` items; no bytes at all are the sums of no rows."""
    sums = CrossSums.zeros(len(data), k)
    alike: dict[tuple[int, int, bool], list[tuple[int, bytes]]] = defaultdict(list)
    for place, one in enumerate(data):
        if not one:
            continue
        if one[0] == OLD:
            _put(sums, np.array([place]), CrossSums.from_bytes(zlib.decompress(one), k))
            continue
        _, size, is_compressed, items, is_heavy = HEAD.unpack_from(one)
        told = bytes(one[HEAD.size :])
        told = zlib.decompress(told) if is_compressed else told
        alike[size, items, is_heavy].append((place, told))
    for (size, items, _), found in alike.items():
        places, parts = zip(*found, strict=True)
        lines = np.frombuffer(b"".join(parts), dtype=f"<i{size}").reshape(len(parts), -1)
        _put(sums, np.array(places), Order(items).cross(lines.astype(np.int64).T))
    return sums


def _put(sums: CrossSums, places: NDArray[np.int64], some: CrossSums) -> None:
    """Put groups in their places; items added since they were written have zeros."""
    for whole, part in zip(sums.parts(), some.parts(), strict=True):
        whole[places, : some.n_items, : some.n_items] = part


def times_one(sums: CrossSums) -> CrossSums:
    """Give every row the weight 1, in millionths."""
    return CrossSums(*(part * WEIGHT_ONE for part in sums.parts()))


def weighed(plain: CrossSums, weighted: Sequence[bytes | memoryview | None]) -> CrossSums:
    """Read weighted sums; where there are none, every row weighs one."""
    sums = times_one(plain)
    some = [(place, one) for place, one in enumerate(weighted) if one is not None]
    if some:
        places, data = zip(*some, strict=True)
        _put(sums, np.array(places), unpacked(data, plain.n_items))
    return sums
