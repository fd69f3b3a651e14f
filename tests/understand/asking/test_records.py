"""What is shown of very many groups is what all of them are told as."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from cxstats.change import change_between, compare
from cxstats.histograms import Moments
from heedful.understand.asking.figures import Figures, FromMoments
from heedful.understand.asking.records import STRETCH, Records, Words
from heedful.understand.metrics.rules import METRICS

PLACES, WEEKS = 1500, 3
G = PLACES * WEEKS


def moments(seed: int) -> Moments:
    """Averages of groups of which some have no answers and some a single one."""
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 40, G).astype(np.float64)
    total = np.round(n * rng.uniform(1, 5, G))
    return Moments(n, total, np.round(total**2 / np.maximum(n, 1)) + n)


@pytest.fixture(scope="module")
def records() -> Records:
    now, before = moments(1), moments(2)
    keys = [UUID(int=i) for i in range(PLACES)]
    weeks = [date(2026, 6, 1) + timedelta(weeks=i) for i in range(WEEKS)]
    place, week = np.divmod(np.arange(G), WEEKS)
    metric = METRICS["mean"]
    figures = Figures(
        value=metric.value(now),
        ends=FromMoments(now, metric.finish),
        n=now.n,
        answers=now.n.astype(np.int64),
        enough=now.n >= 10,
        change=compare(before, now, fewest=10),
        is_change=np.arange(G) % 7 == 0,
        standing=(np.arange(G) % 3 - 1).astype(np.int8),
    )
    cuts = {
        "location": Words([f"Place {i}" for i in range(PLACES)], place),
        "week": Words(weeks, week),
        "location_id": Words(keys, place),
    }
    return Records(cuts, figures)


def test_rows_that_are_picked_are_those_of_the_whole(records):
    assert STRETCH < G
    whole = list(records)
    assert len(whole) == len(records) == G
    assert list(records[4080:4110]) == whole[4080:4110]
    assert records[-1] == whole[-1]
    order = np.random.default_rng(3).permutation(G)[:200]
    assert list(records.take(order)) == [whole[i] for i in order.tolist()]


def test_intervals_that_waited_are_those_of_all_groups_together(records):
    metric, now, before = METRICS["mean"], moments(1), moments(2)
    told, change = metric.finish(now), change_between(before, now, fewest=10)
    whole = list(records)
    for name, column in (("low", told.low), ("change_high", change.high), ("change_p", change.p)):
        known = np.isfinite(column) & (now.n >= 10)
        expected = [x if is_known else None for x, is_known in zip(column, known, strict=True)]
        assert [record[name] for record in whole] == expected


def test_records_come_back_from_plain_values(records):
    back = Records.of(list(records))
    assert back == records
    assert back.fields == records.fields
    np.testing.assert_array_equal(back.number("change"), records.number("change"))
    assert list(Records.of([])) == []


def test_two_places_of_one_name_stay_two(records):
    some = [record | {"location": "Pier"} for record in records[: 2 * WEEKS]]
    words = Records.of(some).cuts["location"]
    assert (list(words.values), words.codes.tolist()) == (["Pier", "Pier"], [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_value_alone_is_that_of_the_whole_estimate(metric):
    sums = moments(4)
    np.testing.assert_array_equal(metric.value(sums), metric.finish(sums).value)
