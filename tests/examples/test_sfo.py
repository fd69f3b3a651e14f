"""Nine layouts of the SFO survey; what is expected was published, or is counted by pandas."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

ROWS = {
    2010: 3234, 2011: 3872, 2012: 3521, 2013: 3535, 2014: 2818, 2015: 2958, 2016: 3087,
    2017: 2831, 2018: 2809,
}  # fmt: skip
DAYS = {
    2010: ("2010-09-07", "2010-09-21"),
    2011: ("2011-05-11", "2011-05-24"),
    2012: ("2012-05-01", "2012-05-19"),
    2013: ("2013-05-02", "2013-05-18"),
    2014: ("2014-09-03", "2014-09-25"),
    2015: ("2015-05-08", "2015-05-29"),
    2016: ("2016-05-06", "2016-05-24"),
    2017: ("2017-05-05", "2017-05-30"),
    2018: ("2018-05-01", "2018-05-31"),
}
AREAS = {
    2010: "ABCEFG", 2011: "ABCDFG", 2012: "ABCDFG", 2013: "ABCDFG",
    2014: "ABCDEFG", 2015: "ABCDEFG", 2016: "ABCDEFG", 2017: "ABCDEFG", 2018: "ABCDEFG",
}  # fmt: skip
DRIVERS_2010 = (
    *("artwork", "restaurants", "shops", "signs", "walkways", "screens", "info_down", "info_up"),
    *("roads", "parking", "airtrain", "long_term_parking", "rental_car_center"),
)
DRIVERS_2013 = (*DRIVERS_2010[:8], "wifi", *DRIVERS_2010[8:])


@pytest.fixture(scope="module")
def year(read_example) -> Iterator[Callable]:
    read = {}

    def get(number: int):
        if number not in read:
            read[number] = read_example(f"sfo/{number}.toml", f"sfo_customer_survey/{number}_*.gz")
        return read[number]

    return get


@pytest.mark.parametrize("number", ROWS)
def test_every_row_is_accepted_with_a_key_of_its_own(year, number):
    found = year(number)

    assert found.rejects == []
    assert len(found.paths) == len(found.keys) == ROWS[number]


@pytest.mark.parametrize("number", ROWS)
def test_every_row_lies_in_the_survey_days_and_in_a_boarding_area_that_was_open(year, number):
    found = year(number)

    days = [moment.date() for moment in found.occurred]
    assert (min(days), max(days)) == tuple(map(date.fromisoformat, DAYS[number]))
    assert set(found.timed) == {False}
    assert set(found.paths) == {(f"Boarding area {area}",) for area in AREAS[number]}
    assert set(found.languages) == {"en", "es", "zh", "ja"}


@pytest.mark.parametrize("number", ROWS)
def test_the_same_question_has_the_same_code_in_every_year(year, number):
    items = year(number).mapping.items
    drivers = tuple(item.code for item in items if item.role == "driver")
    outcomes = tuple(item.code for item in items if item.role == "outcome")
    markers = {item.code for item in items if item.role == "marker"}

    assert drivers == (DRIVERS_2010 if number < 2013 else DRIVERS_2013)
    assert outcomes == (("overall",) if number < 2017 else ("overall", "recommend"))
    assert year(number).mapping.primary_outcome.code == "overall"
    assert markers == {
        *("clean_boarding_areas", "clean_airtrain", "clean_rental_car_center"),
        *("clean_restaurants", "clean_restrooms", "safety", "wayfinding", "security"),
        "clean_parking" if number < 2013 else "clean_overall",
        *(() if number < 2012 else ("getting_here",)),
    }


def test_labels_are_the_same_in_every_year(year):
    labels = {(item.code, item.label) for number in ROWS for item in year(number).mapping.items}

    assert len(labels) == len({code for code, _ in labels})


def test_all_years_make_one_series(year):
    assert {year(number).mapping.series.questionnaire for number in ROWS} == {"SFO customer survey"}
    assert [year(number).mapping.series.version for number in ROWS] == [str(n) for n in ROWS]


@pytest.mark.parametrize(("number", "mean"), [(2010, 3.925), (2018, 4.003)])
def test_the_overall_mean_is_the_published_one(year, number, mean):
    answers, _ = year(number).answers("overall")

    assert round(float(answers.mean()), 3) == mean


@pytest.mark.parametrize(("number", "plain", "weighted"), [(2017, 39.8, 40.4), (2018, 31.0, 35.1)])
def test_the_recommend_score_is_the_published_one_with_and_without_weights(
    year, number, plain, weighted
):
    answers, weights = year(number).answers("recommend")
    sign = (answers >= 9).astype(int) - (answers <= 6)

    assert round(100 * float(sign.mean()), 1) == plain
    assert round(100 * float((sign * weights).sum() / weights.sum()), 1) == weighted


@pytest.mark.parametrize("number", ROWS)
def test_every_answer_is_the_one_that_pandas_reads(year, number, real_data):
    found = year(number)
    (path,) = (real_data / "sfo_customer_survey").glob(f"{number}_*.gz")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=str.strip)

    for item in found.mapping.rated_items:
        numbers = pd.to_numeric(frame[item.column], errors="coerce")
        given = numbers[numbers.between(item.low, item.high)].astype(int)
        answers, _ = found.answers(item.code)
        assert np.array_equal(answers, given.to_numpy()), item.code


def test_a_third_of_the_airport_does_not_apply_to_most(year):
    found = year(2018)
    codes = [item.code for item in found.mapping.rated_items]

    unused = (found.scores[:, codes.index("long_term_parking")] == -32_768).sum()

    assert unused == 1_927


def test_where_the_file_has_the_letter_the_letter_counts(year):
    assert Counter(path[0][-1] for path in year(2018).paths) == {
        "A": 705, "B": 251, "C": 198, "D": 521, "E": 170, "F": 436, "G": 528,
    }  # fmt: skip


@pytest.mark.parametrize("number", [2014, 2015, 2016, 2017])
def test_gates_and_letters_agree_where_a_file_has_both(year, number, real_data):
    """The ranges that stand in for the letters of 2010, 2011 and 2013 hold in later years."""
    ranges = {"A": (1, 12), "B": (20, 39), "C": (40, 48), "D": (50, 59), "G": (91, 102)}
    (path,) = (real_data / "sfo_customer_survey").glob(f"{number}_*.gz")
    frame = pd.read_csv(path)
    letters = frame["AREA" if number == 2014 else "BAREA"]

    for letter, (first, last) in ranges.items():
        assert frame.GATE[letters == letter].between(first, last).all()
        assert (letters[frame.GATE.between(first, last)] == letter).all()


@pytest.mark.parametrize("number", [2017, 2018])
def test_the_days_of_the_month_fall_on_the_weekdays_of_the_file(year, number, real_data):
    """Neither guide names the month; this shows that it was May."""
    (path,) = (real_data / "sfo_customer_survey").glob(f"{number}_*.gz")
    days = pd.read_csv(path, dtype=str).DAY
    names = ["MON", "TUE", "WED", "THUR", "FRI", "SAT", "SUN"]
    weekdays = [moment.weekday() for moment in year(number).occurred]
    said = [names.index(day) if day in names else (int(day) + 5) % 7 for day in days]

    wrong = sum(a != b for a, b in zip(weekdays, said, strict=True))
    assert wrong == (2 if number == 2017 else 0)


def test_weights_are_those_of_the_file_in_millionths(year):
    assert Counter(year(2010).weights.tolist()) == {636_476: 1441, 1_013_018: 929, 1_592_296: 864}
    assert set(year(2011).weights.tolist()) == {1_000_000}
    assert year(2018).weights.min() == 208_038


def test_the_channel_tells_how_the_questionnaire_came_back(year):
    assert Counter(year(2010).channels) == {"kiosk": 3234}
    assert Counter(year(2018).channels) == {"kiosk": 2779, "other": 25, "web": 5}


def test_dates_are_noon_because_only_the_day_is_known(year):
    assert year(2016).occurred[0] == datetime.fromisoformat("2016-05-11 12:00")
