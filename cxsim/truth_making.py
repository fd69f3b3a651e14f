"""From all that happened to the truth that estimators are judged by."""

from datetime import date

import numpy as np

from cxsim.answered import answered_variance
from cxsim.arrival import Arrival
from cxsim.config import Config
from cxsim.gains import true_gains
from cxsim.levels import (
    arrived_levels,
    expected_answers,
    location_means,
    variance_truth,
    week_truth,
)
from cxsim.population import Population
from cxsim.rollout.truth import actions_truth
from cxsim.shown import Shown, shown_effects
from cxsim.spoiling import Entries, Spoilers
from cxsim.streams.tables import StreamsTruth
from cxsim.truth import (
    ChangePoints,
    CoverTruth,
    Episodes,
    Floats,
    QualityTruth,
    ResponseTruth,
    Truth,
)


def make_truth(
    *,
    config: Config,
    seed: int,
    last_day: date,
    population: Population,
    propensity: Floats,
    entries: Entries,
    arrival: Arrival,
    spoilers: Spoilers,
    streams: StreamsTruth,
) -> Truth:
    p, world = config.driver_count, population.world
    shown = shown_effects(
        config=config, visits=population.visits, answers=population.answers, effect=world.effect
    )
    expected = expected_answers(config=config, population=population)
    arrived = arrived_levels(population=population, shown=shown, expected=expected)
    return Truth(
        config=config,
        seed=seed,
        last_day=last_day,
        locations=tuple(place.code for place in population.places),
        drivers=config.item_codes[:p],
        cause=world.effect[:, :p],
        effect=shown.of_rating[:, :p],
        reach=world.reach[:p],
        gains=true_gains(
            population.means(world.felt)[:, :p],
            effect=shown.of_rating[:, :p],
            reach=world.reach[:p],
            quantile=config.priorities.goal_quantile,
        ),
        first_priority=population.plan.driver,
        dip=world.dip,
        trend=world.trend[:, :p],
        variance=variance_truth(population=population, arrived=arrived, expected=expected),
        answered=answered_variance(
            config=config,
            population=population,
            shown=shown,
            arrived=arrived,
            propensity=propensity,
        ),
        week=week_truth(config=config, population=population, shown=shown, expected=expected),
        quality=_quality(entries, arrival, spoilers),
        response=ResponseTruth(
            propensity=propensity[entries.visit],
            mean=location_means(population, expected),
            rate=location_means(population, propensity),
            visits=np.bincount(population.visits.location, minlength=len(population.places)),
        ),
        episodes=_episodes(config, population, shown),
        changes=_changes(population, shown),
        cover=_cover(config, shown),
        actions=actions_truth(
            population.rollout,
            codes=tuple(action.code for action in config.streams.rollout.actions),
            first_day=population.first_day.toordinal(),
            of_felt=shown.of_felt,
        ),
        streams=streams,
    )


def _quality(entries: Entries, arrival: Arrival, spoilers: Spoilers) -> QualityTruth:
    return QualityTruth(
        careless=entries.careless,
        gamed=entries.gamed,
        duplicated=entries.duplicated,
        forged=entries.forged,
        same_device=arrival.same_device,
        begging=spoilers.begging,
        forging=spoilers.forging,
    )


def _episodes(config: Config, population: Population, shown: Shown) -> Episodes:
    events, start = population.events, population.first_day.toordinal()
    each = np.array([config.episodes.items.get(code, 0.0) for code in config.item_codes])
    per_point = (shown.of_felt * each).sum(axis=1)
    return Episodes(
        location=events.episode_location,
        item=config.episodes.marker,
        marker_day=start + events.marker_day,
        outcome_day=start + events.outcome_day,
        end_day=start + events.end_day,
        marker_depth=events.depth,
        outcome_depth=events.depth * per_point[events.episode_location],
    )


def _changes(population: Population, shown: Shown) -> ChangePoints:
    events = population.events
    per_point = shown.of_felt.sum(axis=1)
    # The last one stands for all locations and counts by their mean.
    here = np.append(per_point[events.change_location[:-1]], per_point.mean())
    return ChangePoints(
        location=events.change_location,
        day=population.first_day.toordinal() + events.change_day,
        size=events.size * here,
    )


def _cover(config: Config, shown: Shown) -> CoverTruth:
    cover = config.cover
    senior = np.array([cover.senior_items.get(code, 0.0) for code in config.item_codes])
    temporary = np.array([cover.temporary_items.get(code, 0.0) for code in config.item_codes])
    return CoverTruth(
        senior=(shown.of_felt * senior).sum(axis=1),
        temporary=(shown.of_felt * temporary).sum(axis=1),
    )
