import warnings

import numpy as np
import pytest

from cxstats.nonresponse import nonresponse_band

VALUES = np.arange(11.0)


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_an_end_is_the_mean_of_all_when_answering_follows_the_model():
    """Visits are made to answer by the odds supposed; the band's end is what was true of all."""
    true = np.array([3, 1, 2, 3, 4, 6, 9, 14, 22, 20, 16.0]) * 1e6
    odds, slope, rate = 1.4, 0.0, 0.3
    # The slope that belongs to the odds depends on the answers' own spread: a fixed point.
    for _ in range(200):
        chance = 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) + slope * (VALUES - 7))))
        answers = true * chance
        mean = np.average(VALUES, weights=answers)
        slope = np.log(odds) / np.sqrt(np.average((VALUES - mean) ** 2, weights=answers))

    band = nonresponse_band(answers[None], VALUES, [true.sum()], odds=odds)

    assert band.low == pytest.approx([np.average(VALUES, weights=true)], abs=1e-9)


def test_the_worst_case_is_by_hand():
    band = nonresponse_band([[0, 10, 0]], [1, 2, 5], [40])

    assert (band.worst_low.tolist(), band.worst_high.tolist()) == ([1.25], [4.25])
    assert (band.low.tolist(), band.high.tolist()) == ([2.0], [2.0])


def test_when_all_answered_or_odds_are_even_there_is_no_band():
    counts = [[5, 5, 10]]
    for visits, odds in (([20], 3.0), ([10], 3.0), ([100], 1.0)):
        band = nonresponse_band(counts, [1, 2, 3], visits, odds=odds)

        assert band.low == pytest.approx(band.value)
        assert band.high == pytest.approx(band.value)


def test_fewer_answers_of_all_visits_make_it_wider():
    band = nonresponse_band([[10, 20, 10]] * 3, [1, 2, 3], [50, 100, 400])
    width = band.high - band.low

    assert (np.diff(width) > 0).all()
    assert (band.worst_low <= band.low).all()
    assert (band.high <= band.worst_high).all()


def test_nobody_answered():
    band = nonresponse_band([[0, 0], [0, 0]], [0, 1], [5, 0])

    assert np.isnan([band.value, band.low, band.high, band.worst_low]).all()


@pytest.mark.parametrize(
    ("counts", "visits", "odds"),
    [([[1, 1]], [5], 0.9), ([[-1, 1]], [5], 2), ([[1, 1]], [5, 5], 2), ([[1, 1, 1]], [5], 2)],
)
def test_impossible_input_is_refused(counts, visits, odds):
    with pytest.raises(ValueError):
        nonresponse_band(counts, [0, 1], visits, odds=odds)
