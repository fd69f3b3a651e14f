from dataclasses import fields, replace

import numpy as np
import pytest
import statsmodels.api as sm

from cxsim import generate, load_preset
from cxsim.answers import make_answers
from cxsim.population import make_population
from cxsim.rollout.config import RolloutConfig
from cxsim.rollout.truth import actions_truth
from cxsim.shown import shown_effects
from cxsim.simulation import LAST_DAY

PRESET = load_preset("restaurant-120")


def columns(record):
    return {f.name: list(getattr(record, f.name)) for f in fields(record)}


def row_of_places(simulated):
    row = {place.code: i for i, place in enumerate(simulated.observable.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def within(values):
    return (values - values.mean(1, keepdims=True) - values.mean(0) + values.mean()).ravel()


def test_fewer_ideas_leave_all_other_streams_and_the_feedback_as_they_were(simulated):
    fewer = replace(PRESET.streams.ideas, count=7)
    other = generate(
        replace(PRESET, streams=replace(PRESET.streams, ideas=fewer)), seed=simulated.truth.seed
    )
    before, after = simulated.observable.streams, other.observable.streams

    assert len(after.ideas.title) == 7
    for name in ("actions", "sales", "posts", "offers", "shares", "referred_visits"):
        assert columns(getattr(before, name)) == columns(getattr(after, name))
    assert simulated.observable.feedback.comment == other.observable.feedback.comment


def test_actions_move_what_guests_rate_by_what_was_planted(simulated):
    """Those who started against those who never did, before and after, on the ratings of all."""
    truth, feedback = simulated.truth, simulated.observable.feedback
    place, ratings = row_of_places(simulated), feedback.ratings
    item = PRESET.item_codes.index("waiting_time")
    mine = [a == "queue_host" for a in truth.actions.action]
    start = np.full(len(truth.locations), np.iinfo(np.int64).max)
    start[truth.actions.location[mine]] = truth.actions.start_day[mine]
    days = np.unique(truth.actions.start_day[mine])
    takes_part, late = start[place] < 10**8, feedback.trading_day >= days.max()
    early, rated = feedback.trading_day < days.min(), ratings[:, item] > 0

    def mean(group):
        values = ratings[group & rated, item]
        return values.mean(), values.var() / len(values)

    groups = [mean(takes_part & late), mean(takes_part & early),
              mean(~takes_part & late), mean(~takes_part & early)]  # fmt: skip
    change = groups[0][0] - groups[1][0] - groups[2][0] + groups[3][0]
    error = np.sqrt(sum(variance for _, variance in groups))

    # Of a point that is felt about 0.85 arrive in the rating, which ends at 5; location by location
    # other things change too.
    assert change == pytest.approx(0.85 * truth.actions.felt[mine].mean(), abs=3 * error + 0.05)
    assert change > 3 * error


def test_actions_without_effect_are_started_and_true_effects_are_nought(simulated):
    actions = simulated.truth.actions
    signs = np.array(actions.action) == "new_signs"

    assert signs.sum() == 24
    assert (actions.felt[signs] == 0).all()
    assert (actions.outcome[~signs] > 0).all()


def test_the_true_effect_on_the_outcome_is_what_the_same_visits_lack_without_the_action():
    everywhere = replace(PRESET.streams.rollout.actions[0], effect=0.2, effect_spread=0.0,
                         starts=(0.0, 0.0), waves=1, share=1.0)  # fmt: skip
    rollout = RolloutConfig(actions=(everywhere,))
    config = replace(PRESET, streams=replace(PRESET.streams, rollout=rollout))
    population = make_population(config=config, seed=3, last_day=LAST_DAY)
    world, visits = population.world, population.visits
    shown = shown_effects(
        config=config, visits=visits, answers=population.answers, effect=world.effect
    )
    truth = actions_truth(
        population.rollout, codes=("queue_host",), first_day=0, of_felt=shown.of_felt
    )
    without = population.shift.copy()
    without[:, 0] -= 0.2
    answers = make_answers(config=config, seed=3, world=world, visits=visits, shift=without)

    change = population.answers.recommend.mean() - answers.recommend.mean()
    per_place = np.bincount(visits.location, minlength=len(truth.outcome))
    assert change == pytest.approx(np.average(truth.outcome, weights=per_place), rel=0.06)


def test_experience_is_what_locations_answers_follow(simulated):
    feedback, place = simulated.observable.feedback, row_of_places(simulated)
    given = feedback.recommend >= 0
    count = np.bincount(place[given], minlength=120)
    mean = np.bincount(place[given], feedback.recommend[given], 120) / count

    assert np.corrcoef(mean, simulated.truth.streams.experience.mean(axis=1))[0, 1] > 0.85


def test_sales_give_their_elasticity_back(simulated):
    sales, truth = simulated.observable.streams.sales, simulated.truth.streams.sales
    shape = truth.remembered.shape
    log_sales = within(np.log(sales.sales.reshape(shape)))
    fit = sm.OLS(log_sales, within(np.log(truth.remembered))).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(shape[0]), shape[1])}
    )
    own = PRESET.streams.sales

    assert fit.bse[0] < 0.15
    assert abs(fit.params[0] - own.transactions_elasticity - own.ticket_elasticity) < (
        3 * fit.bse[0]
    )


def test_offers_go_to_guests_who_answered(simulated):
    offers, feedback = simulated.observable.streams.offers, simulated.observable.feedback
    row = {response: i for i, response in enumerate(feedback.response_id)}
    chosen = [row[response] for response in offers.response_id]

    assert (feedback.recommend[chosen] >= 9).all()
    assert row_of_places(simulated)[chosen].tolist() == offers.location.tolist()
    assert (
        offers.offered_on.astype(int) - np.datetime64("0001-01-01", "D").astype(int) + 1
        == feedback.trading_day[chosen] + 1
    ).all()


def test_an_organisation_with_every_stream_switched_off_still_stands():
    own = PRESET.streams
    off = replace(
        own,
        rollout=RolloutConfig(actions=()),
        posts=replace(own.posts, reviews_a_day=0.0, posts_a_day=0.0, brand_posts_a_day=0.0,
                      crises=replace(own.posts.crises, count=0)),
        ideas=replace(own.ideas, count=0),
        advocacy=replace(own.advocacy, chosen=0.0),
    )  # fmt: skip
    streams = generate(replace(PRESET, streams=off), seed=1).observable.streams

    assert streams.actions.action == []
    assert streams.posts.text == []
    assert streams.ideas.title == []
    assert streams.votes.member == []
    assert streams.offers.offer_id == []
    assert streams.shares.share_id == []
    assert streams.referred_visits.offer_id == []
