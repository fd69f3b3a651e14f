import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.base.org.hours import NotHours, hours_text, parse_hours

SHUT: list[list[str]] = []


def test_days_alike_are_written_together_and_midnight_is_crossed():
    week = parse_hours("Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00; Su 12:00-22:00")

    assert week == [
        *[[["11:00", "23:00"]]] * 4,
        *[[["11:00", "25:00"]]] * 2,
        [["12:00", "22:00"]],
    ]
    assert hours_text(week) == "Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00; Su 12:00-22:00"


def test_a_day_that_is_not_named_is_closed():
    assert parse_hours("Sa, Su 9:00 - 12:00") == [*[SHUT] * 5, *[[["09:00", "12:00"]]] * 2]


def test_open_all_day_and_two_shifts():
    assert parse_hours("Mo 00:00-00:00")[0] == [["00:00", "24:00"]]
    assert parse_hours("Mo 00:00-24:00")[0] == [["00:00", "24:00"]]
    assert parse_hours("Tu 11:00-14:00,17:00-22:00")[1] == [["11:00", "14:00"], ["17:00", "22:00"]]


def test_a_span_of_days_may_run_over_sunday():
    assert [bool(day) for day in parse_hours("Sa-Mo 10:00-11:00")] == [
        True, False, False, False, False, True, True,
    ]  # fmt: skip


def test_no_text_means_not_known():
    assert parse_hours(" ; ") == []
    assert hours_text([]) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Mo", "“Mo” is not like “Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00”."),
        ("Xx 11:00-12:00", "“Xx” is no day; the days are Mo, Tu, We, Th, Fr, Sa, Su."),
        ("Mo-9 11:00-12:00", "“Mo-9” is no day; the days are Mo, Tu, We, Th, Fr, Sa, Su."),
        ("Mo noon", "“noon” are no times; write them like 11:00-23:00."),
        ("Mo 24:00-25:00", "“24:00-25:00” are no times; write them like 11:00-23:00."),
        ("Mo 11:61-12:00", "“11:61” is no time; write it like 11:00."),
    ],
)
def test_what_cannot_be_read_is_told(text, sentence):
    with pytest.raises(NotHours) as found:
        parse_hours(text)
    assert str(found.value) == sentence


minutes = st.integers(min_value=0, max_value=24 * 60 - 1)
span = st.tuples(minutes, st.integers(min_value=1, max_value=24 * 60)).map(
    lambda pair: [f"{m // 60:02}:{m % 60:02}" for m in (pair[0], pair[0] + pair[1])]
)


@given(st.lists(st.lists(span, max_size=2), min_size=7, max_size=7))
def test_what_is_written_is_read_back(week):
    assert parse_hours(hours_text(week)) == (week if any(week) else [])
