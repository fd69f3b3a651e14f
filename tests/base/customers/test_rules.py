"""The verdict, by table."""

from datetime import UTC, datetime, time, timedelta

import pytest

from heedful.base.customers.rules import (
    STANDARD,
    Budget,
    Facts,
    Policy,
    Refusal,
    Refused,
    Said,
    decide,
    next_opening,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
AT = "guest@example.org"


def verdict(policy=STANDARD, *, channel="email", purpose="survey", now=NOON, **facts):
    told = decide(
        policy, Facts(**{"address": AT, **facts}), channel=channel, purpose=purpose, now=now
    )
    return None if told is None else (told.reason.value, told.until)


def said(channel="all", purpose="all", *, agreed, at=NOON - DAY):
    return Said(channel, purpose, agreed, at)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, None),
        ({"address": ""}, ("no_address", None)),
        ({"channel": "sms"}, ("no_consent", None)),
        ({"channel": "sms", "said": [said(agreed=True)]}, None),
        ({"channel": "sms", "said": [said("email", agreed=True)]}, ("no_consent", None)),
        ({"channel": "sms", "said": [said("sms", "review", agreed=True)]}, ("no_consent", None)),
        ({"channel": "sms", "purpose": "service"}, None),
        ({"said": [said(agreed=False)]}, ("opted_out", None)),
        ({"said": [said("sms", agreed=False)]}, None),
        ({"said": [said("email", agreed=False)], "purpose": "service"}, ("opted_out", None)),
        ({"said": [said(agreed=False), said("email", agreed=True, at=NOON)]}, None),
        (
            {"said": [said(agreed=True, at=NOON), said("email", agreed=False, at=NOON)]},
            ("opted_out", None),
        ),
        ({"holds": [None]}, ("open_case", None)),
        ({"holds": [NOON + DAY, NOON + 2 * DAY]}, ("open_case", NOON + 2 * DAY)),
        ({"holds": [NOON + DAY, None]}, ("open_case", None)),
        ({"holds": [None], "purpose": "follow_up"}, None),
        ({"holds": [None], "purpose": "service"}, None),
        ({"asks": [("survey", NOON - 29 * DAY)]}, ("budget", NOON + DAY)),
        ({"asks": [("survey", NOON - 30 * DAY)]}, None),
        ({"asks": [("review", NOON - DAY)]}, None),
        (
            {"asks": [("review", NOON - DAY)], "purpose": "recommendation"},
            ("budget", NOON + 59 * DAY),
        ),
        (
            {"asks": [("thanks", NOON - n * DAY) for n in (3, 2, 1)], "purpose": "thanks"},
            ("budget", NOON + 27 * DAY),
        ),
        ({"asks": [("thanks", NOON - n * DAY) for n in (3, 2, 1)], "purpose": "service"}, None),
        ({"now": NOON.replace(hour=20)}, ("quiet_hours", NOON.replace(hour=9) + DAY)),
        ({"now": NOON.replace(hour=8, minute=59)}, ("quiet_hours", NOON.replace(hour=9))),
        ({"now": NOON.replace(hour=20), "purpose": "service"}, None),
        ({"zone": "Asia/Tokyo"}, ("quiet_hours", datetime(2026, 11, 26, tzinfo=UTC))),
        ({"now": NOON, "zone": "Pacific/Honolulu"}, ("quiet_hours", NOON.replace(hour=19))),
    ],
)
def test_the_verdict(facts, told):
    assert verdict(**facts) == told


def test_what_an_organisation_decided_holds():
    policy = Policy(budgets=(Budget(("survey",), 0, 7),), needs_consent=())
    assert verdict(policy, channel="sms") == ("budget", NOON + 7 * DAY)
    assert verdict(policy, channel="sms", purpose="review") is None


def test_quiet_hours_end_at_the_same_clock_when_clocks_change():
    evening = datetime(2026, 3, 28, 22, tzinfo=UTC)  # In Berlin, clocks go forward that night.
    assert next_opening(STANDARD, zone="Europe/Berlin", now=evening) == datetime(
        2026, 3, 29, 7, tzinfo=UTC
    )


def test_without_quiet_hours_every_hour_is_open():
    night = NOON.replace(hour=3)
    assert next_opening(Policy(earliest=time(0), latest=time(0)), zone="UTC", now=night) == night


def test_a_refusal_says_why():
    assert decide(STANDARD, Facts(), channel="email", purpose="survey", now=NOON) == Refused(
        Refusal.NO_ADDRESS
    )
