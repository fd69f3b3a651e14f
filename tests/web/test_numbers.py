from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from heedful.web import numbers
from heedful.web.templatetags.heedful import clock


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (12.34, 1, "12.3"),
        (-0.04, 1, "0.0"),
        (-3.0, 0, "−3"),
        (41208, 0, "41,208"),
        (None, 1, "–"),
        (float("nan"), 1, "–"),
        (float("inf"), 0, "–"),
    ],
)
def test_numbers_have_a_true_minus_and_no_surprises(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "+2.0"), (0.01, "0.0"), (-2.0, "−2.0"), (None, "–")]
)
def test_a_difference_has_its_sign(value, text):
    assert numbers.signed(value, 1) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.724, "72%"), (1.0, "99%"), (0.0, "1%"), (None, "–")]
)
def test_nothing_is_quite_sure(share, text):
    assert numbers.sure(share) == text


def test_numbers_and_days_follow_the_language():
    with translation.override("de"):
        assert numbers.number(41208.5, 1) == "41.208,5"
        assert numbers.day(date(2026, 11, 22), "words") == "So., 22. November"
    assert numbers.day(date(2026, 11, 22)) == "22 Nov 2026"


def test_how_long_ago():
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert numbers.ago(now - timedelta(minutes=2), now) == "2 minutes ago"
    assert numbers.ago(now + timedelta(minutes=2), now) == "just now"


def test_a_moment_has_its_zone():
    assert numbers.clock(datetime(2026, 11, 22, 21, 50, tzinfo=UTC)) == "22 Nov 2026, 21:50 UTC"


def test_pages_tell_moments_by_a_locations_clock_or_else_by_the_readers():
    moment = datetime(2026, 11, 22, 21, 50, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/New_York")):
        assert clock(moment) == "22 Nov 2026, 16:50 EST"
        assert clock(moment.astimezone(ZoneInfo("Europe/London"))) == "22 Nov 2026, 21:50 GMT"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/London", "22:50 BST"),
        ("Europe/Madrid", "23:50 CEST"),
        ("Asia/Kolkata", "03:20 IST"),
        ("America/Sao_Paulo", "18:50 GMT-03:00"),
    ],
)
def test_a_zone_is_called_as_people_there_call_it(zone, text):
    moment = datetime(2026, 6, 22, 21, 50, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert numbers.clock(moment).endswith(f", {text}")


@pytest.mark.parametrize(
    ("language", "share", "decimals", "text"),
    [("en", 0.13, 1, "13.0%"), ("de", 0.1234, 1, "12,3\xa0%"), ("en", None, 1, "–")],
)
def test_small_shares_are_written_with_decimals(language, share, decimals, text):
    with translation.override(language):
        assert numbers.percent(share, decimals) == text


@pytest.mark.parametrize(
    ("code", "text"), [("de", "German"), ("pt-BR", "Portuguese (Brazil)"), ("??", "??")]
)
def test_a_language_has_a_name_or_else_its_code(code, text):
    assert numbers.language(code) == text
