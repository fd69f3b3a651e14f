"""From a configuration and a seed to an organisation: what can be seen of it and what is true."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cxsim.answers import Answers, make_answers, shown_effect, skip
from cxsim.comments import make_comments
from cxsim.config import Config
from cxsim.gains import true_gains, true_means
from cxsim.observable import Feedback, Observable, make_questionnaire
from cxsim.places import Place, make_places
from cxsim.planting import Plan, item_answer, plan_priorities, plant_priorities
from cxsim.randomness import stream
from cxsim.staff import make_people, make_teams
from cxsim.truth import Floats, Truth
from cxsim.visits import Visits, make_visits
from cxsim.world import World, make_world, shifts

LAST_DAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    observable: Observable
    truth: Truth


def generate(config: Config, seed: int, *, last_day: date = LAST_DAY) -> Simulated:
    """The organisation that `config` describes; the same arguments give the same organisation.

    Responses come from `config.days` trading days that end with `last_day`, at times of the
    locations' own clocks; none is later than midnight after `last_day`.
    """
    first_day = last_day - timedelta(days=config.days - 1)
    places = make_places(config=config, seed=seed, first_day=first_day)
    visits = make_visits(config=config, seed=seed, places=places, last_day=last_day)
    world = make_world(config=config, seed=seed, places=places)
    shift = shifts(config=config, world=world, visits=visits)
    plan = plan_priorities(config=config, seed=seed, world=world)
    world = plant_priorities(config=config, plan=plan, world=world, visits=visits, shift=shift)
    answers = make_answers(config=config, seed=seed, world=world, visits=visits, shift=shift)
    truth = _truth(
        config=config,
        seed=seed,
        last_day=last_day,
        places=places,
        plan=plan,
        world=world,
        visits=visits,
        shift=shift,
        answers=answers,
    )
    observable = Observable(
        questionnaire=make_questionnaire(config=config, version=str(last_day.year)),
        locations=places,
        people=make_people(config=config, seed=seed, places=places),
        feedback=_feedback(config, seed, places, visits, answers),
    )
    return Simulated(observable=observable, truth=truth)


def _truth(
    *,
    config: Config,
    seed: int,
    last_day: date,
    places: tuple[Place, ...],
    plan: Plan,
    world: World,
    visits: Visits,
    shift: Floats,
    answers: Answers,
) -> Truth:
    p = config.driver_count
    answer = item_answer(config)
    mean = true_means(world.felt[:, :p], shift=shift[:, :p], visits=visits, answer=answer)
    cause = world.effect[:, :p]
    effect = shown_effect(config=config, visits=visits, answers=answers, effect=cause)
    quantile = config.priorities.goal_quantile
    return Truth(
        config=config,
        seed=seed,
        last_day=last_day,
        locations=tuple(place.code for place in places),
        drivers=config.item_codes[:p],
        cause=cause,
        effect=effect,
        reach=world.reach[:p],
        gains=true_gains(mean, effect=effect, reach=world.reach[:p], quantile=quantile),
        first_priority=plan.driver,
        dip=world.dip,
        trend=world.trend[:, :p],
    )


def _feedback(
    config: Config, seed: int, places: tuple[Place, ...], visits: Visits, answers: Answers
) -> Feedback:
    languages = _languages(config, seed, places, visits)
    comments = make_comments(
        config=config,
        seed=seed,
        visits=visits,
        answers=answers,
        languages=languages,
        teams=make_teams(seed=seed, places=places),
    )
    answers = skip(config=config, seed=seed, answers=answers)
    channels = list(config.answers.channels)
    shares = np.array(list(config.answers.channels.values()))
    drawn = stream(seed, "channels").choice(
        len(shares), size=len(languages), p=shares / shares.sum()
    )
    order = np.lexsort((visits.location, visits.local_time))
    return Feedback(
        response_id=[f"R{number:08d}" for number in range(1, len(order) + 1)],
        location_code=[places[i].code for i in visits.location[order].tolist()],
        submitted_at=visits.local_time[order],
        channel=[channels[i] for i in drawn[order].tolist()],
        language=[languages[i] for i in order.tolist()],
        recommend=answers.recommend[order],
        overall=answers.overall[order],
        ratings=answers.ratings[order],
        comment=[comments[i] for i in order.tolist()],
    )


def _languages(config: Config, seed: int, places: tuple[Place, ...], visits: Visits) -> list[str]:
    """The language of each response, by the shares of its location's country."""
    rng = stream(seed, "languages")
    spoken = sorted({name for country in config.countries.values() for name in country.languages})
    shares = np.array(
        [[config.countries[p.country].languages.get(name, 0.0) for name in spoken] for p in places]
    )
    ladder = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    drawn = (ladder[visits.location] <= rng.random((len(visits.location), 1))).sum(axis=1)
    return [spoken[i] for i in drawn.tolist()]
