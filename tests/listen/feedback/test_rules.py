import uuid
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from heedful.listen.feedback.rules import CountedRows, changed_payload, trading_day

FOUR = time(4)
A, B, Q, V = (uuid.UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("occurred_at", "zone", "day"),
    [
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "Europe/London", date(2026, 3, 1)),
        # Half past midnight in Berlin is still the shift of the day before.
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 1)),
        (datetime(2026, 3, 2, 2, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 1)),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 2)),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), "America/New_York", date(2026, 3, 1)),
        # Clocks go forward in Berlin on 29 March 2026: 02:00 UTC is 04:00, not 03:00.
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 28)),
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
    ],
)
def test_the_trading_day_runs_past_midnight_in_the_locations_own_zone(occurred_at, zone, day):
    told = trading_day(occurred_at=occurred_at, time_zone=ZoneInfo(zone), day_starts_at=FOUR)
    assert told == day


def test_the_cells_are_told_numbers_and_keys_only():
    rows = CountedRows([A, B, A], [date(2026, 3, 1)] * 3, [[5, 1], [4, -32768], [3, 2]])

    assert changed_payload(questionnaire_id=Q, version_id=V, rows=rows, sign=1) == {
        "questionnaire": str(Q),
        "version": str(V),
        "sign": 1,
        "locations": [str(A), str(B)],
        "at": [0, 1, 0],
        "days": ["2026-03-01"] * 3,
        "scores": [[5, 1], [4, -32768], [3, 2]],
        "weights": None,
    }


@pytest.mark.parametrize(
    ("weights", "told"),
    [(None, None), ([1_000_000], None), ([500_000], [500_000])],
)
def test_weights_are_told_only_when_one_differs_from_one(weights, told):
    rows = CountedRows([A], [date(2026, 3, 1)], [[5]], weights)
    payload = changed_payload(questionnaire_id=Q, version_id=V, rows=rows, sign=-1)
    assert payload["weights"] == told
