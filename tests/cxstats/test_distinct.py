import duckdb
import numpy as np
import pyarrow as pa
import pytest

from cxstats.distinct import (
    REGISTERS,
    STANDARD_ERROR,
    TOP_RANK,
    estimate_distinct,
    rank_counts,
    sketch_of,
    sketched,
)


def hashes(n, seed=1):
    return np.random.default_rng(seed).integers(-(1 << 63), 1 << 63, n)


def estimate(*crowds):
    return estimate_distinct(rank_counts(np.array([sketch_of(crowd) for crowd in crowds])))


def test_the_rank_is_the_place_of_the_first_one():
    told = hashes(5_000)
    register, rank = sketched(told)

    bits = [f"{int(one) % 2**64:064b}" for one in told]
    assert register.tolist() == [int(one[:14], 2) for one in bits]
    assert rank.tolist() == [one[14:].find("1") + 1 or TOP_RANK for one in bits]


def test_nobody_is_nobody_and_a_few_are_counted_well():
    found = estimate(hashes(0), hashes(1), hashes(30))

    assert found.value.round(1).tolist() == [0, 1, 30]


@pytest.mark.parametrize("n", [1_000, 40_000, 300_000])
def test_the_error_is_that_of_the_published_bound(n):
    """Flajolet et al. (2007): 1.04 over the square root of the number of registers, no bias."""
    errors = np.array([estimate(hashes(n, seed)).value[0] / n - 1 for seed in range(40)])

    assert np.sqrt((errors**2).mean()) < 1.25 * STANDARD_ERROR
    assert abs(errors.mean()) < 3 * STANDARD_ERROR / np.sqrt(40)


def test_intervals_hold_the_true_number_as_often_as_they_say():
    held = [found.low[0] <= 60_000 <= found.high[0] for found in map(estimate, crowds(60_000))]

    assert np.mean(held) >= 0.9


def crowds(n):
    return [hashes(n, seed) for seed in range(60)]


def test_the_sketch_of_two_crowds_is_the_larger_in_each_register():
    one, other = hashes(20_000, 1), hashes(30_000, 2)
    both = np.concatenate([one, other, one[:500]])

    assert (np.maximum(sketch_of(one), sketch_of(other)) == sketch_of(both)).all()


def test_repetition_counts_nothing():
    told = hashes(10_000)

    assert (sketch_of(np.tile(told, 3)) == sketch_of(told)).all()


def theirs_of(crowd):
    data = pa.table({"one": crowd})
    told = (
        duckdb.connect()
        .register("data", data)
        .execute("select approx_count_distinct(one) from data")
    )
    return told.fetchone()[0]


def test_as_near_to_the_truth_as_another_implementation():
    n = 200_000
    theirs = [theirs_of(hashes(n, seed)) / n - 1 for seed in range(10)]
    ours = [estimate(hashes(n, seed)).value[0] / n - 1 for seed in range(10)]

    assert np.abs(ours).mean() <= np.abs(theirs).mean()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sketched(np.zeros((2, 2), dtype=np.int64)), "int64 hash"),
        (lambda: sketched(np.zeros(2)), "int64 hash"),
        (lambda: rank_counts(np.zeros((1, 3), dtype=np.int8)), "registers"),
        (lambda: rank_counts(np.full((1, REGISTERS), 52, dtype=np.int8)), "outside"),
        (lambda: estimate_distinct(np.zeros((1, 5), dtype=np.int64)), "counts by rank"),
        (lambda: estimate_distinct(np.zeros((1, TOP_RANK + 1), dtype=np.int64)), "sum to"),
    ],
)
def test_what_is_no_sketch_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_no_crowds_at_all_have_no_estimates():
    assert estimate_distinct(np.zeros((0, TOP_RANK + 1), dtype=np.int64)).value.tolist() == []
