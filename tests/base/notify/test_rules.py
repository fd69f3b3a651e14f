from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heedful.base.notify.rules import Digest, Subject, Way, Wishes, next_wait, subject_of

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)  # 12:00 in Berlin
NIGHT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
QUIET = {"quiet_from": 22 * 60, "quiet_to": 7 * 60, "zone": BERLIN}


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("alert", Subject.ALERT),
        ("case.opened", Subject.CASE),
        ("channel.blind", Subject.CHANNEL),
        ("anything", Subject.OTHER),
    ],
)
def test_a_kind_is_about_its_first_word(kind, about):
    assert subject_of(kind) == about


def test_without_wishes_alerts_come_by_phone_mail_and_chat():
    assert Wishes().ways_for("alert.raised") == (Way.PUSH, Way.EMAIL, Way.CHAT)
    assert Wishes().ways_for("news") == ()


def test_a_choice_of_no_way_is_a_choice():
    assert Wishes(ways={"alert": []}).ways_for("alert") == ()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NOON, NOON),
        (NIGHT, datetime(2026, 3, 3, 6, tzinfo=UTC)),
        # Midnight is quiet too, and seven o'clock is not.
        (datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC)),
        (datetime(2026, 3, 3, 6, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC)),
        # The night in which clocks go forward ends an hour earlier.
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
    ],
)
def test_quiet_hours_wait_for_the_morning_of_the_person(now, due):
    assert Wishes(**QUIET).due(way=Way.PUSH, urgent=False, now=now) == due


def test_what_is_urgent_passes_quiet_hours_unless_it_must_not():
    passing, silent = Wishes(**QUIET), Wishes(**QUIET, urgent_passes=False)

    assert passing.due(way=Way.SMS, urgent=True, now=NIGHT) == NIGHT
    assert silent.due(way=Way.SMS, urgent=True, now=NIGHT) == datetime(2026, 3, 3, 6, tzinfo=UTC)


def test_quiet_hours_within_a_day():
    wishes = Wishes(quiet_from=13 * 60, quiet_to=15 * 60)

    one = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert wishes.due(way=Way.PUSH, urgent=False, now=one) == one.replace(hour=15, minute=0)
    assert wishes.due(way=Way.PUSH, urgent=False, now=NIGHT) == NIGHT


def test_a_digest_gathers_mail_and_nothing_else():
    daily = Wishes(digest=Digest.DAILY, digest_minute=8 * 60, zone=BERLIN)
    hourly = Wishes(digest=Digest.HOURLY)

    assert daily.due(way=Way.EMAIL, urgent=False, now=NOON) == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert hourly.due(way=Way.EMAIL, urgent=False, now=NIGHT) == datetime(
        2026, 3, 2, 23, tzinfo=UTC
    )
    assert daily.due(way=Way.PUSH, urgent=False, now=NOON) == NOON
    assert daily.due(way=Way.EMAIL, urgent=True, now=NOON) == NOON
    assert daily.gathers(way=Way.EMAIL, urgent=False)
    assert not daily.gathers(way=Way.EMAIL, urgent=True)
    assert not daily.gathers(way=Way.PUSH, urgent=False)


def test_tries_go_on_for_about_a_day():
    waits = []
    while (wait := next_wait(len(waits) + 1)) is not None:
        waits.append(wait)

    assert timedelta(hours=18) < sum(waits, timedelta()) < timedelta(hours=26)
    assert waits == sorted(waits)
