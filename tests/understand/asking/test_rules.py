from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.understand.asking.rules import Compare, NotAQuestion, Question
from heedful.understand.metrics.dimensions import FILTERED, OF_ROWS, Dimension, Filter
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.rules import Window

WINDOW = Window(date(2026, 3, 2), date(2026, 3, 15))
CUTS = st.lists(
    st.sampled_from([Dimension.LOCATION, Dimension.WEEKDAY, *sorted(OF_ROWS)]),
    unique=True,
    max_size=3,
).map(tuple)
WORDS = {Dimension.WEEKDAY: st.sampled_from("0123456")}
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        one: st.lists(WORDS.get(one, st.text("abc12", min_size=1)), min_size=1, max_size=3).map(
            tuple
        )
        for one in sorted(FILTERED)
    },
).map(lambda given: tuple(Filter(name, values) for name, values in sorted(given.items())))
QUESTIONS = st.builds(
    Question,
    measure=st.sampled_from(sorted(MEASURES)),
    window=st.just(WINDOW),
    item=st.none() | st.just("food"),
    under=st.none() | st.uuids(),
    by=CUTS,
    where=FILTERS,
    compare=st.sampled_from(Compare),
    questionnaire=st.none() | st.uuids(),
)


@given(QUESTIONS)
def test_an_address_holds_the_whole_question(question):
    other = Window(date(2020, 1, 1), date(2020, 1, 2))
    assert Question.of_params(question.params(), window=other) == question


def test_the_window_beside_is_of_the_same_length_and_weekdays():
    year = Question("mean", WINDOW, compare=Compare.YEAR)
    before = Question("mean", WINDOW, compare=Compare.BEFORE)
    assert year.spans[1] == Window(date(2025, 3, 3), date(2025, 3, 16))
    assert year.spans[1].first.weekday() == WINDOW.first.weekday()
    assert before.spans[1] == Window(date(2026, 2, 16), date(2026, 3, 1))
    assert Question("mean", WINDOW).spans == (WINDOW,)


@pytest.mark.parametrize(
    "by",
    [
        (Dimension.LOCATION, Dimension.GROUP),
        (Dimension.DAY, Dimension.WEEK),
        (Dimension.CHANNEL, Dimension.CHANNEL),
        (Dimension.LOCATION, Dimension.CHANNEL, Dimension.LANGUAGE, Dimension.VERSION),
    ],
)
def test_cuts_that_do_not_go_together_are_refused(by):
    with pytest.raises(NotAQuestion):
        Question("mean", WINDOW, by=by)


def test_a_place_is_asked_about_and_not_filtered():
    with pytest.raises(NotAQuestion, match="is no filter"):
        Question("mean", WINDOW, where=(Filter(Dimension.LOCATION, ("x",)),))


@pytest.mark.parametrize(
    "days",
    [
        (date(1, 1, 1), date(1, 1, 1)), (date(1969, 12, 31), date(1970, 1, 1)),
        (date(2200, 12, 31), date(2201, 1, 1)), (date(9999, 12, 31), date(9999, 12, 31)),
    ],
)  # fmt: skip
def test_days_beyond_any_life_are_none(days):
    with pytest.raises(NotAQuestion, match="no days of any organisation's life"):
        Question("mean", Window(*days))


@pytest.mark.parametrize("value", ["7", "x", "", "-1", "٣"])
def test_weekdays_are_numbers(value):
    with pytest.raises(NotAQuestion, match="Weekdays are numbers"):
        Question("mean", WINDOW, where=(Filter(Dimension.WEEKDAY, ("0", value)),))


@pytest.mark.parametrize(
    ("by", "places", "fits"),
    [
        ((), 1, True),
        ((Dimension.DAY,), 1, True),
        ((Dimension.LOCATION, Dimension.MONTH), 20_000, True),
        ((Dimension.LOCATION, Dimension.WEEK), 20_000, False),
        ((Dimension.LOCATION, Dimension.DAY), 2_000, False),
    ],
)
def test_nobody_asks_for_more_figures_than_anybody_reads(by, places, fits):
    year = Question("mean", Window(date(2026, 1, 1), date(2026, 12, 31)), by=by)
    try:
        year.check_size(places)
    except NotAQuestion:
        assert not fits
    else:
        assert fits
