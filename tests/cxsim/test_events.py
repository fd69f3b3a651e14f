from datetime import date

import numpy as np
import pytest

from cxsim import load_preset


def location_rows(simulated):
    row = {code: i for i, code in enumerate(simulated.truth.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def item(simulated, code):
    column = simulated.observable.questionnaire.codes.index(code)
    scores = simulated.observable.feedback.ratings[:, column].astype(float)
    return np.where(scores > 0, scores, np.nan)


def test_no_location_has_an_episode_a_change_and_a_drift_at_once(simulated):
    truth = simulated.truth
    lists = [
        truth.episodes.location.tolist(),
        truth.changes.location[:-1].tolist(),
        np.flatnonzero(truth.trend.any(axis=1)).tolist(),
        [0],
    ]

    assert [len(one) for one in lists] == [24, 18, 18, 1]
    assert len(set(sum(lists, []))) == 61  # noqa: RUF017 - four short lists.


def test_a_marker_falls_two_weeks_or_more_before_the_outcome(simulated):
    episodes = simulated.truth.episodes
    lead = episodes.outcome_day - episodes.marker_day
    first = date(2026, 11, 21).toordinal() - 364

    assert lead.min() >= 14
    assert lead.max() <= 28
    assert (episodes.marker_day >= first + 30).all()
    assert (episodes.end_day <= first + 365).all()
    assert (episodes.outcome_depth > 0.1).all()


def test_episodes_show_in_the_answers(simulated):
    episodes, feedback = simulated.truth.episodes, simulated.observable.feedback
    location, day = location_rows(simulated), feedback.trading_day
    mood, wait = item(simulated, episodes.item), item(simulated, "waiting_time")
    differences = []
    for place, first, later, end in zip(
        episodes.location,
        episodes.marker_day,
        episodes.outcome_day,
        episodes.end_day,
        strict=True,
    ):
        mine = location == place
        before = mine & (day < first)
        early, late = mine & (day >= first) & (day < later), mine & (day >= later) & (day < end)
        differences.append(
            [
                np.nanmean(mood[before]) - np.nanmean(mood[early]),
                np.nanmean(wait[before]) - np.nanmean(wait[early]),
                np.nanmean(wait[before]) - np.nanmean(wait[late]),
            ]
        )
    mean = np.mean(differences, axis=0)

    assert 0.4 < mean[0] < 0.85
    assert abs(mean[1]) < 0.2
    assert 0.3 < mean[2] < 0.75


def test_changes_for_good_show_in_the_outcome(simulated):
    changes, feedback = simulated.truth.changes, simulated.observable.feedback
    location, day = location_rows(simulated), feedback.trading_day
    score = np.where(feedback.recommend >= 0, feedback.recommend, np.nan).astype(float)
    seen = [
        np.nanmean(score[(location == place) & (day >= start)])
        - np.nanmean(score[(location == place) & (day < start)])
        for place, start in zip(changes.location[:-1], changes.day[:-1], strict=True)
    ]

    assert changes.location[-1] == -1
    assert np.corrcoef(seen, changes.size[:-1])[0, 1] > 0.85
    assert np.polyfit(changes.size[:-1], seen, 1)[0] == pytest.approx(1.0, abs=0.2)


def test_senior_cover_goes_with_better_answers_by_what_was_planted(simulated):
    """Within location, weekday and daypart, so that like is compared with like."""
    roster, feedback = simulated.observable.roster, simulated.observable.feedback
    location = location_rows(simulated)
    days = load_preset("restaurant-120").days
    start = date(2026, 11, 21).toordinal() - days + 1

    def shift(place, day, daypart):
        return (place * days + day - start) * 5 + daypart

    size = 120 * days * 5
    senior = np.zeros(size)
    senior[shift(roster.location, roster.day, roster.daypart)] = roster.senior
    own = shift(location, feedback.trading_day, feedback.daypart)
    honest = simulated.truth.quality.honest & (feedback.recommend >= 0)
    cell = (location * 7 + feedback.trading_day % 7) * 5 + feedback.daypart

    def within(values):
        values = values[honest].astype(float)
        group = cell[honest]
        return values - (np.bincount(group, values) / np.maximum(np.bincount(group), 1))[group]

    x, y = within(senior[own]), within(feedback.recommend)
    error = y.std() / np.sqrt((x**2).sum())

    assert (x @ y) / (x @ x) == pytest.approx(simulated.truth.cover.senior.mean(), abs=3 * error)
    assert simulated.truth.cover.senior.mean() > 0.05


def test_every_answer_has_a_shift_in_the_roster(simulated):
    roster, feedback = simulated.observable.roster, simulated.observable.feedback
    location = location_rows(simulated)
    known = set(
        zip(roster.location.tolist(), roster.day.tolist(), roster.daypart.tolist(), strict=True)
    )
    seen = set(
        zip(
            location.tolist(), feedback.trading_day.tolist(), feedback.daypart.tolist(), strict=True
        )
    )

    assert seen - known == set()
    assert roster.staff.min() >= 2
    assert 0.6 < roster.senior.mean() < 0.75
    assert roster.temporary.mean() == pytest.approx(0.12, abs=0.02)
