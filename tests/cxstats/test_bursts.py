import numpy as np
import pytest
from scipy import stats

from cxstats.alarm_rate import alarm_rate, told_once
from cxstats.bursts import Side, bursts, surprise
from cxstats.forecasts import Forecasts, count_forecasts

HOURS = 24


def seasonal(rng, *, weeks, series, mean=12.0, spread=0.15, per_day=HOURS):
    """Negative-binomial counts with a course of the day and quieter weekends."""
    step = np.arange(weeks * 7 * per_day)
    level = mean * (1 + 0.6 * np.sin(2 * np.pi * (step / per_day - 0.3)))
    level = level * np.where((step // per_day) % 7 > 4, 0.6, 1.1)
    size = 1 / spread
    return rng.negative_binomial(size, size / (size + level), (series, len(step))), level


def test_surprise_is_the_negative_binomial_tail():
    counts = np.array([0.0, 3.0, 12.0, 40.0])
    forecasts = Forecasts(mean=np.full(4, 9.0), spread=np.full(4, 0.25))
    # A negative binomial is a Poisson whose mean has a gamma distribution.
    means = stats.gamma(a=4, scale=9 / 4).ppf((np.arange(200_000) + 0.5) / 200_000)

    many = [np.mean(stats.poisson.sf(x - 1, means)) for x in counts]
    few = [np.mean(stats.poisson.cdf(x, means)) for x in counts]

    assert np.exp(-surprise(counts, forecasts)) == pytest.approx(many, rel=2e-3)
    assert np.exp(-surprise(counts, forecasts, Side.FEW)) == pytest.approx(few, rel=2e-3)


def test_surprise_goes_on_growing_where_a_float_ends():
    counts = np.array([2e3, 1e4, 1e5, 1e6])
    forecasts = Forecasts(np.full(4, 1.0), np.full(4, 0.01))

    found = surprise(counts, forecasts)

    assert np.isfinite(found).all()
    assert (np.diff(found) > 0).all()


def test_forecasts_learn_the_course_of_day_and_week():
    counts, level = seasonal(np.random.default_rng(1), weeks=12, series=40)

    mean = count_forecasts(counts, per_day=HOURS).mean

    last_week = slice(-7 * HOURS, None)
    error = np.abs(mean[:, last_week].mean(axis=0) / level[last_week] - 1)
    assert float(np.median(error)) < 0.06
    # Without a season the forecast would be wrong by half on the median hour.
    flat = np.abs(level.mean() / level[last_week] - 1)
    assert float(np.median(flat)) > 0.4


def test_forecasts_learn_the_spread():
    counts, _ = seasonal(np.random.default_rng(2), weeks=12, series=40, spread=0.3)

    spread = count_forecasts(counts, per_day=HOURS).spread[:, -1]

    # What is not known of the season counts as spread, too.
    assert 0.27 < float(spread.mean()) < 0.40


def test_nothing_later_is_looked_at():
    counts, _ = seasonal(np.random.default_rng(3), weeks=3, series=1)
    whole = bursts(counts, per_day=HOURS)

    part = bursts(counts[:, :300], per_day=HOURS)

    assert part.rate.tolist() == whole.rate[:, :300].tolist()
    assert part.alarm.tolist() == whole.alarm[:, :300].tolist()


def test_many_series_at_once_are_each_by_itself():
    counts, _ = seasonal(np.random.default_rng(4), weeks=3, series=3)

    together = bursts(counts, per_day=HOURS).rate

    alone = [bursts(one, per_day=HOURS).rate for one in counts]
    assert together == pytest.approx(np.array(alone))


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("per_day", [1, HOURS])
def test_false_alarms_are_not_more_often_than_stated(per_day, side):
    counts, _ = seasonal(np.random.default_rng(5), weeks=40, series=100, per_day=per_day)
    known = 10 * 7 * per_day

    alarms = bursts(counts, per_day=per_day, side=side, false_alarms=0.25).alarm[:, known:]

    assert 0.02 < alarms.sum() / (100 * 30) < 0.28


def test_a_burst_is_told_once_and_the_next_one_too():
    counts, level = seasonal(np.random.default_rng(6), weeks=10, series=1)
    for start in (1200, 1500):
        counts[0, start : start + 4] = 15 * level[start] + 20

    alarm = bursts(counts, per_day=HOURS).alarm[0]

    assert np.flatnonzero(alarm[1190:1240]).tolist() == [10]
    assert np.flatnonzero(alarm[1490:1540]).tolist() == [10]


def test_days_without_a_count_are_no_zeros():
    counts = np.full(100, 20.0)
    counts[60:64] = np.nan

    few = bursts(counts, per_day=1, side=Side.FEW)

    assert not few.alarm.any()
    assert np.isnan(few.rate).tolist() == np.isnan(counts).tolist()


def test_alarm_rates_are_those_of_gumbels_law():
    rng = np.random.default_rng(7)
    # One step a day: each value is its own peak.
    law = stats.gumbel_r(loc=5, scale=1.2)
    peaks = law.rvs((200, 400), random_state=rng)

    rate = alarm_rate(peaks, per_day=1)[:, 200:]

    # Some 80 peaks are remembered, and large ones are cut off a little, so it is not exact.
    truth = 7 * law.sf(peaks[:, 200:])
    chosen = (truth > 0.05) & (truth < 0.5)
    assert float(np.median(rate[chosen] / truth[chosen])) == pytest.approx(0.85, abs=0.15)


def test_what_is_as_unusual_as_before_is_no_news():
    assert told_once([[3.0, 2.0, 2.0, 1.0, 2.0]], steps=3).tolist() == [
        [True, True, False, True, False]
    ]


@pytest.mark.parametrize("counts", [[], [0.0] * 50, [5.0], [1e9] * 20, [np.nan] * 9])
def test_odd_series_give_no_alarm(counts):
    found = bursts(counts, per_day=1)

    assert not found.alarm.any()
    assert found.expected.shape == (len(counts),)


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="negative or infinite"):
        bursts([1, -1], per_day=1)
    with pytest.raises(ValueError, match="one step a day"):
        bursts([1, 1], per_day=0)
    with pytest.raises(ValueError, match="put up with"):
        bursts([1, 1], per_day=1, false_alarms=0)
