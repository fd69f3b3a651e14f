import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cxstats.sums import (
    NOT_ANSWERED,
    NOT_USED,
    WEIGHT_ONE,
    CellLayout,
    CrossSums,
    ItemScale,
    count_cells,
    cross_sums,
)

SCALES = (ItemScale(1, 5), ItemScale(0, 10), ItemScale(-2, 2))
LAYOUT = CellLayout(SCALES)


@st.composite
def rows(draw, max_rows=30, n_groups=4):
    n = draw(st.integers(0, max_rows))
    columns = [
        draw(
            hnp.arrays(
                np.int16,
                n,
                elements=st.one_of(
                    st.integers(s.low, s.high), st.sampled_from([NOT_USED, NOT_ANSWERED])
                ),
            )
        )
        for s in SCALES
    ]
    groups = draw(hnp.arrays(np.int64, n, elements=st.integers(0, n_groups - 1)))
    weights = draw(hnp.arrays(np.int64, n, elements=st.integers(0, 7_000_000)))
    return np.column_stack(columns).astype(np.int16), groups, weights


def plain_cell(scores, weights):
    """The same sums by Python's own integers."""
    cell = []
    for item, scale in enumerate(SCALES):
        column = [int(x) for x in scores[:, item]]
        kept = [(x, w) for x, w in zip(column, weights, strict=True) if x > NOT_ANSWERED]
        cell += [
            sum(w for _, w in kept),
            sum(w for x, w in zip(column, weights, strict=True) if x == NOT_USED),
            sum(w * x for x, w in kept),
            sum(w * x * x for x, w in kept),
            sum((w * w + 500_000) // 1_000_000 for _, w in kept),
        ]
        cell += [sum(w for x, w in kept if x == v) for v in range(scale.low, scale.high + 1)]
    return cell


@given(rows())
def test_weighted_cells_equal_sums_by_plain_integers(data):
    scores, groups, weights = data

    cells = count_cells(scores, groups, 4, LAYOUT, weights)

    for group in range(4):
        mine = groups == group
        assert cells[group].tolist() == plain_cell(scores[mine], [int(w) for w in weights[mine]])


@given(rows())
def test_without_weights_each_row_counts_one(data):
    scores, groups, _ = data
    ones = np.full(len(groups), WEIGHT_ONE)

    plain = count_cells(scores, groups, 4, LAYOUT)

    assert (plain * WEIGHT_ONE).tolist() == count_cells(scores, groups, 4, LAYOUT, ones).tolist()


@given(rows(), rows())
def test_adding_cells_is_the_cell_of_added_rows(first, second):
    together = [np.concatenate(pair) for pair in zip(first, second, strict=True)]

    added = count_cells(*first[:2], 4, LAYOUT, first[2])
    added = added + count_cells(*second[:2], 4, LAYOUT, second[2])

    assert added.tolist() == count_cells(*together[:2], 4, LAYOUT, together[2]).tolist()


def test_a_cell_stored_before_an_item_existed_reads_as_zeros():
    earlier = CellLayout(SCALES[:2])
    scores = np.array([[5, 10], [1, NOT_USED]], dtype=np.int16)
    later = np.column_stack([scores, np.full(2, NOT_ANSWERED)]).astype(np.int16)
    groups = np.array([0, 0])

    padded = LAYOUT.pad(count_cells(scores, groups, 1, earlier))

    assert padded.tolist() == count_cells(later, groups, 1, LAYOUT).tolist()
    assert [earlier.total(1), earlier.histogram(1)] == [LAYOUT.total(1), LAYOUT.histogram(1)]


def test_a_vector_that_ends_inside_an_item_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        LAYOUT.pad(np.zeros(LAYOUT.width - 1, dtype=np.int64))


def test_an_answer_outside_its_scale_is_refused():
    with pytest.raises(ValueError, match=r"item 0 has an answer outside 1\.\.5"):
        count_cells(np.array([[6, 0, 0]], dtype=np.int16), np.array([0]), 1, LAYOUT)


@pytest.mark.parametrize(
    ("groups", "weights", "says"),
    [
        ([0, 4], None, "a group is outside 0..3"),
        ([0], None, "one group a row"),
        ([0, 1], [1.0, 1.0], "one whole weight"),
        ([0, 1], [-1, 1], "a weight is outside"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(groups, weights, says):
    scores = np.array([[1, 0, 0], [1, 0, 0]], dtype=np.int16)
    given_weights = None if weights is None else np.array(weights)
    for count in (
        lambda: count_cells(scores, np.array(groups), 4, LAYOUT, given_weights),
        lambda: cross_sums(scores, np.array(groups), 4, given_weights),
    ):
        with pytest.raises(ValueError, match=says):
            count()


def plain_cross(scores, weights):
    """Five matrices by Python's own integers."""
    k = scores.shape[1]
    parts = np.zeros((5, k, k), dtype=object)
    for row, w in zip(scores.tolist(), weights, strict=True):
        for i in range(k):
            for j in range(k):
                if row[i] > NOT_ANSWERED and row[j] > NOT_ANSWERED:
                    parts[0, i, j] += w
                    parts[1, i, j] += w * row[i]
                    parts[2, i, j] += w * row[i] ** 2
                    parts[3, i, j] += w * row[i] * row[j]
                    parts[4, i, j] += (w * w + 500_000) // 1_000_000
    return parts.tolist()


@given(rows(max_rows=12))
def test_weighted_cross_sums_equal_sums_by_plain_integers(data):
    scores, groups, weights = data

    cross = cross_sums(scores, groups, 4, weights)

    for group in range(4):
        mine = groups == group
        expected = plain_cross(scores[mine], [int(w) for w in weights[mine]])
        assert [part[group].tolist() for part in cross.parts()] == expected


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a.parts(), b.parts(), strict=True))


@given(rows(), rows())
def test_cross_sums_add_and_take_back(first, second):
    together = [np.concatenate(pair) for pair in zip(first, second, strict=True)]
    a, b = cross_sums(*first[:2], 4), cross_sums(*second[:2], 4)

    whole = cross_sums(*together[:2], 4)

    assert same(a + b, whole)
    assert same(whole + -b, a)


@given(rows(), st.permutations(range(4)))
def test_renumbering_groups_only_moves_their_sums(data, order):
    scores, groups, weights = data
    moved = np.array(order)[groups] if len(groups) else groups

    assert same(
        cross_sums(scores, moved, 4, weights).take(np.array(order)),
        cross_sums(scores, groups, 4, weights),
    )


@given(rows())
def test_one_group_survives_storage_and_a_new_item(data):
    scores, groups, weights = data
    cross = cross_sums(scores, groups, 4, weights)
    later = np.column_stack([scores, np.full(len(scores), NOT_ANSWERED)]).astype(np.int16)

    stored = [cross.take(slice(g, g + 1)).to_bytes() for g in range(4)]

    assert same(CrossSums.stack([CrossSums.from_bytes(s, 3) for s in stored]), cross)
    grown = CrossSums.stack([CrossSums.from_bytes(s, 4) for s in stored])
    assert same(grown, cross_sums(later, groups, 4, weights))
    assert same(grown.items([0, 1, 2]), cross)


@pytest.mark.parametrize("data", [b"1234", bytes(5 * 8 * 16), bytes(5 * 8 * 3)])
def test_bytes_that_hold_no_such_matrix_are_refused(data):
    with pytest.raises(ValueError, match="no cross-sums of up to 3 items"):
        CrossSums.from_bytes(data, 3)


def test_only_one_group_is_stored_at_a_time():
    with pytest.raises(ValueError, match="one group at a time"):
        CrossSums.zeros(2, 3).to_bytes()


def test_sums_beyond_the_exact_range_of_floats_are_exact_still():
    scores = np.array([[1001, 999], [1000, 1]], dtype=np.int16)
    weights = np.array([2_999_999_999, 1])
    scores = np.tile(scores, (400, 1))
    weights = np.tile(weights, 400)

    cross = cross_sums(scores, np.zeros(800, dtype=np.int64), 1, weights)

    assert int(cross.squares[0, 0, 0]) == 400 * (2_999_999_999 * 1001**2 + 1000**2)
    assert int(cross.squares[0, 0, 0]) > 2**53


def test_sums_that_do_not_fit_are_refused_not_wrapped():
    scores = np.full((4, 1), 32767, dtype=np.int16)
    with pytest.raises(ValueError, match="64 bits"):
        cross_sums(scores, np.zeros(4, dtype=np.int64), 1, np.full(4, 2_999_999_999))


def test_a_large_file_takes_well_under_a_second():
    rng = np.random.default_rng(1)
    scores = rng.integers(1, 6, (25_000, 16)).astype(np.int16)
    groups = rng.integers(0, 2000, 25_000)

    start = time.process_time()
    cross_sums(scores, groups, 2000)

    assert time.process_time() - start < 1
