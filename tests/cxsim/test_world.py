import numpy as np


def ratings_of(simulated, item):
    feedback = simulated.observable.feedback
    column = simulated.observable.questionnaire.codes.index(item)
    scores = feedback.ratings[:, column].astype(float)
    return np.where(scores > 0, scores, np.nan)


def location_rows(simulated):
    row = {code: i for i, code in enumerate(simulated.truth.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def sunday_evening(simulated):
    minutes = simulated.observable.feedback.submitted_at.astype(np.int64)
    hour = minutes % 1440 // 60
    return ((minutes // 1440 + 3) % 7 == 6) & (hour >= 18) & (hour < 22)


def test_a_third_has_a_sunday_dip_and_the_flagship_is_one_of_them(simulated):
    dip = simulated.truth.dip

    assert (dip > 0).sum() == 40
    assert dip[0] == 1.2
    assert dip[dip > 0].min() >= 0.7


def test_sunday_evenings_are_worse_where_planted_and_nowhere_else(simulated):
    waiting = ratings_of(simulated, "waiting_time")
    evening = sunday_evening(simulated)
    dipped = simulated.truth.dip[location_rows(simulated)] > 0

    def drop(rows):
        return np.nanmean(waiting[rows & ~evening]) - np.nanmean(waiting[rows & evening])

    assert 0.6 < drop(dipped) < 1.0
    assert abs(drop(~dipped)) < 0.08


def test_a_dip_leaves_other_items_alone(simulated):
    food = ratings_of(simulated, "food_quality")
    evening = sunday_evening(simulated)
    dipped = simulated.truth.dip[location_rows(simulated)] > 0

    assert abs(np.nanmean(food[dipped & evening]) - np.nanmean(food[dipped & ~evening])) < 0.1


def test_a_drift_shows_between_the_halves_of_the_year(simulated):
    trend = simulated.truth.trend
    assert (trend != 0).sum() == 18
    assert (trend != 0).sum(axis=1).max() == 1

    location = location_rows(simulated)
    late = simulated.observable.feedback.submitted_at >= np.datetime64("2026-05-24")
    ratings = np.column_stack([ratings_of(simulated, d) for d in simulated.truth.drivers])
    slopes, changes = [], []
    for place, driver in zip(*np.nonzero(trend), strict=True):
        mine = location == place
        change = np.nanmean(ratings[mine & late], axis=0)
        change -= np.nanmean(ratings[mine & ~late], axis=0)
        slopes.append(trend[place, driver])
        # Against the other drivers there, which share the luck of the days.
        changes.append(change[driver] - np.delete(change, driver).mean())

    # Without a drift it would be 0 with a standard error of 0.24.
    assert np.corrcoef(slopes, changes)[0, 1] > 0.8
