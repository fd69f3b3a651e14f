from datetime import datetime
from math import isnan

import numpy as np
import pytest

from cxscore.burst_trial import alarms_in, context_scores, left_out_score, our_scores
from cxscore.nab_files import Labelled

HOUR = 3600.0
START = datetime(2026, 3, 2)  # noqa: DTZ001 - as the files have it


def series(windows=((500, 599),), values=None):
    given = np.zeros(1000) if values is None else values
    return Labelled("One", START, HOUR, given, tuple(windows))


def test_alarms_are_counted_after_the_first_part_and_by_week():
    scores = np.zeros(1000)
    scores[[10, 200, 300, 530, 540]] = 1.0

    found = alarms_in(series(), scores, 0.5)

    assert (found.windows, found.found, found.false_alarms) == (1, 1, 2)
    assert found.delay_hours == 30
    assert found.false_a_week == pytest.approx(2 / (750 / 168))


def test_nothing_found_has_no_delay_and_no_windows_no_score():
    found = alarms_in(series(), np.zeros(1000), 0.5)
    nothing = alarms_in(series(windows=()), np.zeros(1000), 0.5)

    assert (found.found, found.score) == (0, 0)
    assert isnan(found.delay_hours)
    assert isnan(nothing.score)


def test_a_threshold_from_other_series_is_not_fitted_to_ones_own():
    high, low = np.zeros(1000), np.zeros(1000)
    high[500], low[500] = 1.0, 0.4
    low[700:800] = 0.2

    assert left_out_score([high, high], [series(), series()]) == pytest.approx(100)
    assert left_out_score([high, low], [series(), series()]) == pytest.approx(50)
    assert isnan(left_out_score([high], [series()]))


def test_both_detectors_score_a_burst_above_all_else():
    values = np.random.default_rng(1).poisson(20, 1000).astype(float)
    values[520:523] = 300
    one = series(values=values)

    assert int(our_scores(one).argmax()) == 520
    # What has never been seen is new for as long as it lasts.
    assert 520 <= int(context_scores(one)[300:].argmax()) + 300 <= 522
