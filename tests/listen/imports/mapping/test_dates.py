from datetime import date, datetime

import pytest

from heedful.listen.imports.mapping import Location, Mapping, Series, When
from heedful.listen.imports.mapping.dates import DateReader

TODAY = date(2022, 6, 15)


def reader(*formats: str, zone: str = "UTC", **when: object) -> DateReader:
    mapping = Mapping(
        "t", Series("t"), Location(("a",), time_zone=zone), When(("b",), formats=formats, **when)
    )
    return DateReader(mapping, today=TODAY)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("pattern", "text", "moment", "timed"),
    [
        ("iso", "2022-05-31", "2022-05-31 12:00", False),
        ("iso", " 2022-05-31 ", "2022-05-31 12:00", False),
        ("iso", "20220531", "2022-05-31 12:00", False),
        ("iso", "2022-05-31 14:05", "2022-05-31 14:05", True),
        ("iso", "2022-05-31T14:05:06.789", "2022-05-31 14:05:06", True),
        ("%d/%m/%Y", "1/2/2022", "2022-02-01 12:00", False),
        ("%m/%d/%Y", "1/2/2022", "2022-01-02 12:00", False),
        ("%d/%m/%Y %H:%M", "31/05/2022 23:59", "2022-05-31 23:59", True),
        ("%m/%d/%Y %I:%M:%S %p", "05/31/2022 12:00:00 AM", "2022-05-31 00:00", True),
        ("%m/%d/%Y 12:00:00 AM", "05/31/2022 12:00:00 AM", "2022-05-31 12:00", False),
        ("%d %b %Y", "31 May 2022", "2022-05-31 12:00", False),
        ("excel", "44712", "2022-05-31 12:00", False),
        ("excel", "44712.75", "2022-05-31 18:00", True),
        ("%Y-%m-%d%z", "2022-05-31-1100", "2022-05-31 12:00", False),
    ],
)
def test_a_text_is_one_moment_in_local_time(pattern, text, moment, timed):
    found = reader(pattern, zone="Europe/Paris")

    assert found[text] == (at(moment), timed, None)
    assert found.met_instants is False


@pytest.mark.parametrize(
    ("pattern", "text", "local", "instant"),
    [
        ("iso", "2022-05-31T22:05:00Z", "2022-06-01 00:05", "2022-05-31T22:05Z"),
        ("iso", "2022-05-31T22:05:06.789Z", "2022-06-01 00:05:06", "2022-05-31T22:05:06Z"),
        ("iso", "20220531T2205Z", "2022-06-01 00:05", "2022-05-31T22:05Z"),
        ("iso", "2022-05-31 22:05:00-04:00", "2022-06-01 04:05", "2022-06-01T02:05Z"),
        ("iso", "2022-05-31 00:05+05:30", "2022-05-30 20:35", "2022-05-30T18:35Z"),
        ("%d/%m/%Y %H:%M %z", "31/05/2022 22:05 +0000", "2022-06-01 00:05", "2022-05-31T22:05Z"),
        ("unix", "1654034700", "2022-06-01 00:05", "2022-05-31T22:05Z"),
        # Paris: 02:30 comes twice, 02:00 to 03:00 does not come.
        ("iso", "2021-10-31T00:30Z", "2021-10-31 02:30", "2021-10-31T00:30Z"),
        ("iso", "2021-10-31T01:30Z", "2021-10-31 02:30", "2021-10-31T01:30Z"),
        ("iso", "2022-03-27T00:59Z", "2022-03-27 01:59", "2022-03-27T00:59Z"),
        ("iso", "2022-03-27T01:00Z", "2022-03-27 03:00", "2022-03-27T01:00Z"),
    ],
)
def test_a_text_with_an_offset_is_an_instant_too(pattern, text, local, instant):
    found = reader(pattern, zone="Europe/Paris")

    moment = found[text]

    assert moment == (at(local), True, at(instant))
    assert moment.local.fold == 0
    assert found.met_instants is True


def test_the_survey_ran_on_days_of_the_mappings_zone():
    found = reader("iso", zone="Europe/Paris", earliest=date(2022, 6, 1))

    assert found["2022-05-31T22:00Z"].local == at("2022-06-01 00:00")
    assert found["2022-05-31T21:59Z"] == "2022-05-31 lies before 2022-06-01."


def test_the_order_of_the_formats_decides_between_day_and_month():
    day_first = reader("%d/%m/%Y", "%m/%d/%Y")
    month_first = reader("%m/%d/%Y", "%d/%m/%Y")

    assert [
        day_first[text].local.date() for text in ("01/02/2022", "13/02/2022", "02/13/2022")
    ] == [
        date(2022, 2, 1),
        date(2022, 2, 13),
        date(2022, 2, 13),
    ]
    assert month_first["01/02/2022"].local.date() == date(2022, 1, 2)


def test_a_format_that_lands_outside_the_surveys_days_is_passed_over():
    found = reader("%d/%m/%Y", "%m/%d/%Y", earliest=date(2021, 4, 1), latest=date(2022, 5, 31))

    assert found["10/02/2022"].local.date() == date(2022, 2, 10)
    assert found["12/01/2021"].local.date() == date(2021, 12, 1)
    assert found["01/02/2021"] == "2021-02-01 lies before 2021-04-01."
    assert found["01/06/2022"].local.date() == date(2022, 1, 6)
    assert found["13/06/2022"] == "2022-06-13 lies after 2022-05-31."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2022", "This is no date of the form %d/%m/%Y or iso."),
        ("soon", "This is no date of the form %d/%m/%Y or iso."),
        ("2022-02-31", "This is no date of the form %d/%m/%Y or iso."),
        ("", "The date is blank."),
        ("  ", "The date is blank."),
        (None, "The date is blank."),
        ("17/06/2022", "2022-06-17 lies in the future."),
        ("9999-12-31", "9999-12-31 lies in the future."),
        ("01/01/1900", "1900-01-01 lies before 1970-01-02."),
        ("0001-01-01T00:00:00+14:00", "This is no date of the form %d/%m/%Y or iso."),
    ],
)
def test_what_is_no_date_is_told(text, reason):
    assert reader("%d/%m/%Y", "iso")[text] == reason


def test_one_day_ahead_is_allowed_for_zones_in_the_east():
    assert reader("iso")["2022-06-16"].local.date() == date(2022, 6, 16)


@pytest.mark.parametrize("text", ["nan", "inf", "1e300", "-1e300", "x", "99999999999999999"])
def test_numbers_beyond_reason_are_no_dates(text):
    assert reader("unix", "excel")[text] == "This is no date of the form unix or excel."


def test_codes_come_before_formats_and_are_bounded_too():
    codes = {
        "21": "2022-05-21",
        "22": "2022-05-22T09:30",
        "25": "2022-05-25T09:30Z",
        "99": "2030-01-01",
    }
    found = reader("iso", zone="Europe/Paris", codes=codes)

    assert found["21"] == (at("2022-05-21 12:00"), False, None)
    assert found["22"] == (at("2022-05-22 09:30"), True, None)
    assert found["25"] == (at("2022-05-25 11:30"), True, at("2022-05-25T09:30Z"))
    assert found["99"] == "2030-01-01 lies in the future."
    assert found["23"] == "This is no date of the form iso."
