import pytest

from heedful.base.org.dayparts import (
    DAYPARTS,
    Daypart,
    Hours,
    NotDayparts,
    hours_of,
    read_dayparts,
)
from heedful.base.org.own_dayparts import keep_dayparts
from heedful.base.org.queries import dayparts_of
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

FOUR = 4 * 60
DAY = Hours("day", FOUR, 17 * 60)
NIGHT = Hours("night", 17 * 60, FOUR)


def test_the_standard_reads_back_as_it_is_shown():
    shown = list(hours_of(DAYPARTS, day_starts=FOUR))
    assert (shown[0], shown[-1]) == (
        Hours("breakfast", FOUR, 660),
        Hours("late", 21 * 60 + 30, FOUR),
    )
    assert read_dayparts(shown, day_starts=FOUR) == DAYPARTS


@pytest.mark.parametrize(
    ("given", "day_starts", "parts"),
    [
        ([NIGHT, DAY], FOUR, (Daypart("day", 240), Daypart("night", 1020))),
        ([Hours("all day", FOUR, FOUR)], FOUR, (Daypart("all day", 240),)),
        ([Hours("all day", 0, 0)], 0, (Daypart("all day", 0),)),
        # After midnight a minute of the clock is of the trading day before.
        (
            [Hours("day", FOUR, 60), Hours("small hours", 60, FOUR)],
            FOUR,
            (Daypart("day", 240), Daypart("small hours", 1500)),
        ),
    ],
)
def test_parts_are_put_in_order_of_the_trading_day(given, day_starts, parts):
    assert read_dayparts(given, day_starts=day_starts) == parts


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Name at least one part of the day."),
        ([DAY], "Between 17:00 and 04:00 there is no part of the day."),
        ([NIGHT], "Between 04:00 and 17:00 there is no part of the day."),
        (
            [DAY, Hours("night", 18 * 60, FOUR)],
            "Between 17:00 and 18:00 there is no part of the day.",
        ),
        (
            [DAY, Hours("night", 16 * 60, FOUR)],
            "“night” begins at 16:00, before “day” ends at 17:00.",
        ),
        (
            [DAY, Hours("night", 17 * 60, 5 * 60)],
            "“day” begins at 04:00, before “night” ends at 05:00.",
        ),
        ([DAY, Hours("other", FOUR, FOUR)], "“other” begins at 04:00, before “day” ends at 17:00."),
        ([DAY, Hours("Day", 17 * 60, FOUR)], "Two parts are called “Day”."),
        ([Hours(str(i), FOUR, FOUR) for i in range(9)], "There are more than 8 parts."),
    ],
)
def test_what_makes_no_trading_day_is_refused_with_a_sentence(given, sentence):
    with pytest.raises(NotDayparts, match="^" + sentence + "$"):
        read_dayparts(given, day_starts=FOUR)


@pytest.mark.django_db
def test_own_parts_hold_for_one_organisation_until_the_standard_is_back():
    (one, _root), (other, _other) = make_tenant(), make_tenant()
    own = (Daypart("day", 240), Daypart("night", 1020))
    with within(one.pk):
        keep_dayparts(tenant_id=one.pk, dayparts=DAYPARTS[:2])
        keep_dayparts(tenant_id=one.pk, dayparts=own)
        assert dayparts_of(tenant_id=one.pk) == own
    with within(other.pk):
        assert dayparts_of(tenant_id=other.pk) == DAYPARTS
        assert dayparts_of(tenant_id=one.pk) == DAYPARTS  # behind the fence
    with within(one.pk):
        keep_dayparts(tenant_id=one.pk, dayparts=DAYPARTS)
        assert dayparts_of(tenant_id=one.pk) == DAYPARTS
