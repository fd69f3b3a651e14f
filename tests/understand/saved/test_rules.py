from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from heedful.understand.saved.rules import Every, fits, next_time

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("every", "on_day", "hour", "after", "then"),
    [
        (Every.DAILY, 0, 7, "2026-11-25T06:59:00", "2026-11-25T07:00:00"),
        (Every.DAILY, 0, 7, "2026-11-25T07:00:00", "2026-11-26T07:00:00"),
        (Every.DAILY, 0, 0, "2026-11-25T23:59:59", "2026-11-26T00:00:00"),
        (Every.WEEKLY, 0, 7, "2026-11-25T12:00:00", "2026-11-30T07:00:00"),
        (Every.WEEKLY, 2, 13, "2026-11-25T12:00:00", "2026-11-25T13:00:00"),
        (Every.MONTHLY, 1, 7, "2026-11-25T12:00:00", "2026-12-01T07:00:00"),
        (Every.MONTHLY, 28, 7, "2026-02-28T08:00:00", "2026-03-28T07:00:00"),
        # In summer seven o'clock in London is six in UTC.
        (Every.DAILY, 0, 7, "2026-07-01T05:00:00", "2026-07-01T06:00:00"),
        # The day on which 01:00 to 02:00 is skipped, and the one on which it comes twice.
        (Every.DAILY, 0, 1, "2026-03-29T00:30:00", "2026-03-29T01:00:00"),
        (Every.DAILY, 0, 1, "2026-10-24T12:00:00", "2026-10-25T00:00:00"),
        (Every.DAILY, 0, 1, "2026-10-25T00:00:00", "2026-10-26T01:00:00"),
    ],
)
def test_the_next_time_by_the_clock_of_the_organisation(every, on_day, hour, after, then):
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_time(every=every, on_day=on_day, hour=hour, zone=LONDON, after=moment)
    assert found == datetime.fromisoformat(then).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "on_day", "is_one"),
    [
        (Every.WEEKLY, 6, True), (Every.WEEKLY, 7, False), (Every.MONTHLY, 0, False),
        (Every.MONTHLY, 28, True), (Every.MONTHLY, 29, False), (Every.DAILY, 0, True),
    ],
)  # fmt: skip
def test_days_that_every_week_or_month_has(every, on_day, is_one):
    assert fits(every=every, on_day=on_day) == is_one
