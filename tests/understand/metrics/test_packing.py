"""Cross-products come back as they were written, whatever their size and age."""

import zlib

import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, CrossSums, cross_sums
from heedful.understand.metrics.packing import packed, times_one, unpacked, weighed


def some(n: int, groups: int, *, items: int = 4, weighted: bool = False) -> CrossSums:
    rng = np.random.default_rng(n)
    scores = rng.integers(1, 11, (n, items)).astype(np.int16)
    scores[rng.random(scores.shape) < 0.2] = NOT_ANSWERED
    weights = rng.integers(1, 3 * WEIGHT_ONE, n) if weighted else None
    return cross_sums(scores, rng.integers(0, groups, n), groups, weights)


def same(one: CrossSums, other: CrossSums) -> bool:
    pairs = zip(one.parts(), other.parts(), strict=True)
    return all(np.array_equal(mine, theirs) for mine, theirs in pairs)


# Numbers of one byte, of two, of four and of eight; large enough to be compressed in the end.
@pytest.mark.parametrize(("rows", "groups"), [(3, 5), (200, 7), (40_000, 2), (0, 3)])
@pytest.mark.parametrize("items", [1, 4, 13])
@pytest.mark.parametrize("weighted", [False, True])
def test_what_is_written_is_read(rows, groups, items, weighted):
    sums = some(rows, groups, items=items, weighted=weighted)
    assert same(unpacked(packed(sums, is_heavy=weighted), items), sums)


def test_what_goes_is_less_than_nothing():
    sums = -some(300, 4)
    assert same(unpacked(packed(sums, is_heavy=False), 4), sums)


def test_no_bytes_are_no_rows_and_later_items_have_none():
    sums = some(50, 1)
    [data] = packed(sums, is_heavy=False)
    wide = unpacked([b"", data], 6)
    assert same(wide.take(slice(0, 1)), CrossSums.zeros(1, 6))
    assert same(wide.take(slice(1, 2)).items(range(4)), sums)
    assert not wide.n[:, 4:].any()


def test_what_was_written_before_there_were_ways_is_still_read():
    sums = some(50, 2, weighted=True)
    old = [zlib.compress(sums.take(slice(i, i + 1)).to_bytes(), level=1) for i in range(2)]
    assert same(unpacked(old, 4), sums)


def test_without_weights_every_row_weighs_one():
    plain, heavy = some(60, 3), some(60, 3, weighted=True)
    last = packed(heavy.take(slice(2, 3)), is_heavy=True)[0]
    told = weighed(plain, [None, None, last])
    assert same(told.take(slice(0, 2)), times_one(plain.take(slice(0, 2))))
    assert same(told.take(slice(2, 3)), heavy.take(slice(2, 3)))
