"""A question that takes too long is broken off, and the page around it goes on."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection

from heedful.base.tenancy.domain import within
from heedful.understand.asking.longest import TooLong, at_most
from heedful.understand.lake.stopping import Stopped, interrupted_by, stopped_when
from tests.asleep import TOLD, sleep
from tests.makers import make_tenant

MOMENT, LONG = timedelta(milliseconds=1), timedelta(hours=1)


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        return cursor.fetchone()[0]


@pytest.fixture
def tenant(db):
    tenant, _root = make_tenant()
    return tenant


def test_postgresql_breaks_off_and_answers_the_next(tenant):
    with within(tenant.pk):
        before = limit()
        with pytest.raises(TooLong) as told, at_most(MOMENT):
            sleep()
        assert str(told.value) == TOLD
        assert limit() == before


def test_what_is_in_time_leaves_no_limit_behind(tenant):
    with within(tenant.pk):
        before = limit()
        with at_most(LONG):
            assert limit() == "1h"
        assert limit() == before


def wait_for_an_interrupt() -> None:
    """Count for ever, as an engine that raises an error of its own when it is interrupted."""
    is_interrupted = Event()
    with interrupted_by(is_interrupted.set):
        is_interrupted.wait()
        raise ValueError


def test_other_engines_are_interrupted(tenant):
    with within(tenant.pk), pytest.raises(TooLong), at_most(MOMENT):
        wait_for_an_interrupt()


def cancel_oneself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_cancel_backend(pg_backend_pid()), pg_sleep(3600)")


def test_who_cancels_is_not_told_that_it_took_long(tenant):
    with pytest.raises(Stopped), stopped_when(lambda: True), within(tenant.pk), at_most(LONG):
        wait_for_an_interrupt()
    with within(tenant.pk), pytest.raises(OperationalError), at_most(LONG):
        cancel_oneself()
