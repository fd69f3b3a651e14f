"""All that happens whether anybody answers or not: places, visits, who comes, what they feel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import Answers, make_answers
from cxsim.clientele import Clientele, make_clientele
from cxsim.config import Config
from cxsim.events import Events, make_events
from cxsim.gains import MeanAnswers
from cxsim.influences import Influence, make_influences, total
from cxsim.places import Place, make_places
from cxsim.planting import Plan, item_answer, plan_priorities, plant_priorities
from cxsim.response import location_rates
from cxsim.rollout.plan import Rollout, plan_rollout
from cxsim.roster import Shifts, make_shifts
from cxsim.visits import Visits, make_visits
from cxsim.world import World, make_world

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    first_day: date
    places: tuple[Place, ...]
    rate: Floats  # (locations,): share of visits that are answered after.
    visits: Visits
    clientele: Clientele
    shifts: Shifts
    events: Events
    rollout: Rollout
    influences: Sequence[Influence]
    shift: NDArray[np.float32]  # (visits, items): what all influences do together.
    means: MeanAnswers
    plan: Plan
    world: World  # With first priorities planted.
    answers: Answers  # What every visitor would answer.


def make_population(*, config: Config, seed: int, last_day: date) -> Population:
    first_day = last_day - timedelta(days=config.days - 1)
    places = make_places(config=config, seed=seed, first_day=first_day)
    rate = location_rates(config=config, seed=seed, n_places=len(places))
    visits = make_visits(config=config, seed=seed, places=places, last_day=last_day, rate=rate)
    clientele = make_clientele(config=config, seed=seed, places=places, visits=visits)
    shifts = make_shifts(
        config=config, seed=seed, places=places, visits=visits, first_day=first_day
    )
    world = make_world(config=config, seed=seed, places=places)
    events = make_events(config=config, seed=seed, world=world)
    rollout = plan_rollout(
        config=config.streams.rollout,
        seed=seed,
        days=config.days,
        item_codes=config.item_codes,
        level=world.felt,
    )
    influences = make_influences(
        config=config,
        seed=seed,
        world=world,
        visits=visits,
        clientele=clientele,
        shifts=shifts,
        events=events,
        rollout=rollout,
    )
    shift = total(influences, visits)
    means = MeanAnswers(
        shift=shift, visits=visits, n_places=len(places), answer=item_answer(config)
    )
    plan = plan_priorities(config=config, seed=seed, world=world)
    world = plant_priorities(config=config, plan=plan, world=world, means=means)
    return Population(
        first_day=first_day,
        places=places,
        rate=rate,
        visits=visits,
        clientele=clientele,
        shifts=shifts,
        events=events,
        rollout=rollout,
        influences=influences,
        shift=shift,
        means=means,
        plan=plan,
        world=world,
        answers=make_answers(config=config, seed=seed, world=world, visits=visits, shift=shift),
    )
