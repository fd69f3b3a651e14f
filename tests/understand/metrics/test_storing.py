"""Months of few answers are kept as answers, of many as sums, and both say the same."""

import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED, WEIGHT_ONE, CrossSums, cross_sums
from heedful.understand.metrics.answers import Answers
from heedful.understand.metrics.cross import FEW, Cross, Summed
from heedful.understand.metrics.packing import packed, times_one
from heedful.understand.metrics.storing import WAY, Stored, add_stored, read, written

ITEMS = 5


def some(rows: int, cells: int, *, seed: int = 1, share_weighted: float = 0.3) -> Answers:
    rng = np.random.default_rng(seed)
    scores = rng.integers(1, 11, (rows, ITEMS)).astype(np.int16)
    scores[rng.random(scores.shape) < 0.2] = NOT_ANSWERED
    weights = np.full(rows, WEIGHT_ONE, dtype=np.int64)
    heavy = rng.random(rows) < share_weighted
    weights[heavy] = rng.integers(0, 3 * WEIGHT_ONE, heavy.sum())
    return Answers(rng.integers(0, cells, rows), scores, weights, np.ones(rows, dtype=np.int64))


def away(answers: Answers) -> Answers:
    return Answers(answers.at, answers.scores, answers.weights, -answers.signs)


def same(one: CrossSums, other: CrossSums) -> bool:
    pairs = zip(one.parts(), other.parts(), strict=True)
    return all(np.array_equal(mine, theirs) for mine, theirs in pairs)


def stored(cross: Cross) -> Cross:
    told = written(cross)
    return read(told.sums, told.weighted, cross.items)


def ways(cross: Cross) -> list[int | None]:
    return [one[0] if one else None for one in written(cross).sums]


# About one answer a cell, about as many as are kept as answers, and many.
@pytest.mark.parametrize("rows", [0, 10, 12 * FEW, 600])
@pytest.mark.parametrize("share_weighted", [0, 0.1, 1])
def test_what_is_stored_has_the_sums_of_all_answers(rows, share_weighted):
    answers = some(rows, 12, share_weighted=share_weighted)
    found = stored(Cross.of(12, answers)).sums()

    expected = cross_sums(answers.scores, answers.at, 12)
    weighed = cross_sums(answers.scores, answers.at, 12, answers.weights)
    assert same(found.plain, expected)
    assert same(found.weighed(), weighed)
    assert np.array_equal(found.is_heavy, answers.is_heavy(12))


def test_few_answers_take_few_bytes_and_many_become_sums():
    answers = some(FEW + 1, 1)
    few, many = (Cross.of(1, answers.take(np.arange(n))) for n in (FEW, FEW + 1))

    assert [len(one) for one in written(few).sums] == [3 + FEW * (1 + 2 * ITEMS)]
    assert [len(one or b"") for one in written(few).weighted] == [1 + FEW * 8]
    assert (ways(few), ways(many)) == ([WAY], [1])
    assert ways(few + Cross.of(1, answers.take(np.array([FEW])))) == [1]


def test_the_order_in_which_answers_come_leaves_no_trace():
    answers = some(40, 9)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(40)
        mixed = answers.take(order)
        halves = [Cross.of(9, mixed.take(part)) for part in (np.arange(15), np.arange(15, 40))]
        assert written(stored(halves[0]) + halves[1]) == written(Cross.of(9, answers))


def test_thousands_of_comings_and_goings_end_as_if_only_what_is_left_had_come():
    rng, cells = np.random.default_rng(3), 30
    standing, held = Answers.none(ITEMS), Cross.of(cells, Answers.none(ITEMS))
    for round_ in range(60):
        # The first cell has many, the others have few.
        fresh = Answers.joined([some(50, cells, seed=round_), some(20, 1, seed=100 + round_)])
        gone = rng.random(len(standing.at)) < (0.9 if round_ % 7 == 6 else 0.3)
        told = Answers.joined([fresh, away(standing.take(gone))])
        standing = Answers.joined([standing.take(~gone), fresh])
        told = told.take(rng.permutation(len(told.at)))
        held = stored(held + Cross.of(cells, told))

        found = held.sums()
        weighed = cross_sums(standing.scores, standing.at, cells, standing.weights)
        assert same(found.plain, cross_sums(standing.scores, standing.at, cells))
        assert same(found.weighed(), weighed)
    assert {WAY, 1} == set(ways(held))
    assert ways(held + Cross.of(cells, away(standing))) == [None] * cells


def test_of_an_erased_answer_nothing_is_left():
    answers = some(3, 1)
    three = Cross.of(1, answers)
    for gone in range(3):
        rest = np.setdiff1d(np.arange(3), [gone])
        less = stored(three) + Cross.of(1, away(answers.take(np.array([gone]))))
        assert written(less) == written(Cross.of(1, answers.take(rest)))
    assert ways(stored(three) + Cross.of(1, away(answers))) == [None]


def test_an_answer_that_goes_before_it_comes_waits_for_it():
    answers = some(4, 2)
    gone = stored(Cross.of(2, away(answers)))

    assert same(gone.sums().plain, -Cross.of(2, answers).sums().plain)
    assert ways(gone + Cross.of(2, answers)) == [None, None]


def test_the_same_answer_given_twice_counts_twice():
    answers = some(1, 1)
    twice = stored(Cross.of(1, Answers.joined([answers, answers])))

    once = Cross.of(1, answers)
    assert same(twice.sums().plain, once.sums().plain + once.sums().plain)
    assert written(twice + Cross.of(1, away(answers))) == written(once)


def test_what_did_not_apply_has_no_pairs_nor_has_a_row_without_answers():
    scores = np.array([[4, NOT_USED], [NOT_USED, NOT_ANSWERED]], dtype=np.int16)
    ones = np.ones(2, dtype=np.int64)
    cross = Cross.of(2, Answers.of(Answers(ones, scores, ones * 5, ones), np.array([0, 1])))

    assert cross.answers.scores.tolist() == [[4, NOT_ANSWERED]]
    assert ways(cross) == [WAY, None]


def test_items_that_came_later_were_not_answered():
    cross = Cross.of(4, some(10, 4))
    told = written(cross)
    wide = read(told.sums, told.weighted, ITEMS + 2).sums()

    assert same(CrossSums(*(p[:, :ITEMS, :ITEMS] for p in wide.plain.parts())), cross.sums().plain)
    assert not wide.plain.n[:, ITEMS:].any()


def test_sums_of_few_answers_from_before_are_read_and_added_to():
    answers, more = some(10, 4), some(10, 4, seed=2)
    before = Cross.of(4, answers).sums()
    old = packed(before.plain, is_heavy=False)
    old_weighted = packed(before.weighed(), is_heavy=True)
    held = read(old, old_weighted, ITEMS)

    both = Cross.of(4, Answers.joined([answers, more])).sums()
    found = (held + Cross.of(4, more)).sums()
    assert same(found.plain, both.plain)
    assert same(found.weighed(), both.weighed())
    assert ways(held + Cross.of(4, away(answers))) == [None] * 4


def test_sums_without_weights_meet_answers_with_them():
    answers, more = some(30, 1, share_weighted=0), some(1, 1, seed=2, share_weighted=1)
    both = (stored(Cross.of(1, answers)) + Cross.of(1, more)).sums()

    plain = cross_sums(answers.scores, answers.at, 1)
    heavy = cross_sums(more.scores, more.at, 1, more.weights)
    assert same(both.weighed(), times_one(plain) + heavy)


def test_cells_of_both_kinds_are_added_to_their_places():
    answers = Answers.joined([some(40, 20), some(60, 1, seed=2)])
    told = written(Cross.of(20, answers))
    assert {1, WAY} == {one[0] for one in told.sums if one}
    places = np.arange(20) % 3
    plain, heavy = (CrossSums.zeros(3, ITEMS + 1) for _ in range(2))

    add_stored(plain, heavy, Stored(places, told.sums, told.weighted), [1, 2, 3, 4, 5])

    at = places[answers.at]
    assert same(plain.items(range(1, 6)), cross_sums(answers.scores, at, 3))
    assert same(heavy.items(range(1, 6)), cross_sums(answers.scores, at, 3, answers.weights))


def test_cells_are_picked_with_all_that_is_theirs():
    cross = Cross.of(20, Answers.joined([some(40, 20), some(60, 1, seed=2)]))
    chosen = np.array([0, 3, 17])

    picked, whole = cross.take(chosen), cross.sums()
    own = Summed.counted(np.arange(3), 3, picked.answers, [picked.summed])
    assert same(own.plain, whole.plain.take(chosen))
    assert same(own.weighed(), whole.weighed().take(chosen))
