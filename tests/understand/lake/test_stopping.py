"""A count that nobody waits for any more is broken off within the engine."""

import os
from threading import Event

import duckdb
import pytest

from heedful.ops.processes import wait_until
from heedful.understand.lake.duck import _connection
from heedful.understand.lake.spark import _counted, _session
from heedful.understand.lake.stopping import Stopped, interrupted_by, stopped_when

# Hours of counting.
LONG = "select sum(hash(range)) from range(1000000000000)"


def count(sql: str) -> int:
    cursor = _connection(os.getpid()).cursor()
    with interrupted_by(cursor.interrupt):
        return cursor.execute(sql).fetchone()[0]


def test_counting_is_broken_off_as_soon_as_nobody_waits():
    with pytest.raises(Stopped), stopped_when(lambda: True):
        count(LONG)
    # The next one counts as if nothing had been.
    with stopped_when(lambda: False):
        assert count("select 7") == 7


def test_what_has_been_stopped_does_not_begin_to_count():
    asked = Event()

    def is_unwanted() -> bool:
        asked.set()
        return True

    def count_again_and_again() -> None:
        asked.wait()
        while True:
            count("select 7")

    with pytest.raises(Stopped), stopped_when(is_unwanted):
        count_again_and_again()


def test_without_anybody_who_watches_errors_are_what_they_are():
    assert count("select 7") == 7
    with pytest.raises(duckdb.ConversionException), stopped_when(lambda: False):
        count("select 'seven'::int")


@pytest.mark.peer
@pytest.mark.slow
def test_a_cluster_stops_counting_too(spark):
    session = _session()
    tracker = session.sparkContext.statusTracker()

    with pytest.raises(Stopped), stopped_when(tracker.getActiveJobsIds):
        _counted(session, "select sum(hash(id)) from range(1000000000000)")

    # The cluster says a moment later that a job has ended.
    assert wait_until(lambda: not tracker.getActiveJobsIds(), seconds=60)
    with stopped_when(lambda: False):
        assert _counted(session, "select count(*) as n from range(7)")["n"].to_pylist() == [7]
