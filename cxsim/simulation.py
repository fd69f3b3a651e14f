"""From a configuration and a seed to an organisation: what can be seen of it and what is true."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.arrival import Arrival, device_marks, make_arrival
from cxsim.comments import make_comments
from cxsim.config import Config
from cxsim.observable import Customers, Feedback, Hours, Observable, make_questionnaire
from cxsim.population import Population, make_population
from cxsim.records import (
    customer_ids,
    customer_numbers,
    known_customers,
    response_ids,
    roster_of,
    traffic_of,
)
from cxsim.response import propensities, who_answers
from cxsim.spoiling import Entries, make_spoilers, skip, spoil
from cxsim.staff import make_people, make_teams
from cxsim.streams.make import make_streams
from cxsim.streams.tables import Streams
from cxsim.truth import Truth
from cxsim.truth_making import make_truth

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
    population = make_population(config=config, seed=seed, last_day=last_day)
    propensity = propensities(
        config=config,
        visits=population.visits,
        clientele=population.clientele,
        answers=population.answers,
        rate=population.rate,
    )
    answered = who_answers(seed=seed, propensity=propensity)
    answers = population.answers.take(answered)
    spoilers = make_spoilers(config=config, seed=seed, n_places=len(population.places))
    entries = spoil(
        config=config,
        seed=seed,
        visits=population.visits,
        answered=answered,
        answers=answers,
        spoilers=spoilers,
        first_day=population.first_day,
    )
    comments = _comments(config, seed, population, answered, entries)
    arrival = make_arrival(
        config=config,
        seed=seed,
        visits=population.visits,
        clientele=population.clientele,
        entries=entries,
        letters=np.array([len(text) for text in comments], dtype=np.int64),
        n_places=len(population.places),
    )
    feedback = _feedback(
        config=config,
        seed=seed,
        population=population,
        entries=entries,
        arrival=arrival,
        comments=comments,
    )
    customers = known_customers(config=config, seed=seed, clientele=population.clientele)
    streams, streams_truth = make_streams(
        config=config, seed=seed, population=population, feedback=feedback, customers=customers
    )
    return Simulated(
        observable=_observable(
            config=config,
            seed=seed,
            last_day=last_day,
            population=population,
            feedback=feedback,
            customers=customers,
            streams=streams,
        ),
        truth=make_truth(
            config=config,
            seed=seed,
            last_day=last_day,
            population=population,
            propensity=propensity,
            entries=entries,
            arrival=arrival,
            spoilers=spoilers,
            streams=streams_truth,
        ),
    )


def _comments(
    config: Config,
    seed: int,
    population: Population,
    answered: NDArray[np.int64],
    entries: Entries,
) -> list[str]:
    """What customers felt, also where the scores were talked up; the careless write nothing."""
    clientele = population.clientele
    spoken = clientele.language[clientele.of_visit[answered]]
    written = make_comments(
        config=config,
        seed=seed,
        location=population.visits.location[answered],
        answers=population.answers.take(answered),
        languages=[clientele.languages[i] for i in spoken.tolist()],
        teams=make_teams(seed=seed, places=population.places),
    )
    silent = (entries.careless | entries.forged).tolist()
    rows = np.searchsorted(answered, entries.visit).tolist()
    return ["" if mute else written[row] for row, mute in zip(rows, silent, strict=True)]


def _observable(
    *,
    config: Config,
    seed: int,
    last_day: date,
    population: Population,
    feedback: Feedback,
    customers: Customers,
    streams: Streams,
) -> Observable:
    clientele = population.clientele
    return Observable(
        questionnaire=make_questionnaire(
            config=config, version=str(last_day.year), languages=clientele.languages
        ),
        levels=config.levels,
        locations=population.places,
        people=make_people(config=config, seed=seed, places=population.places),
        dayparts=tuple(Hours(part.name, part.hours) for part in config.week.dayparts),
        segments=tuple(kind.name for kind in config.segments),
        feedback=feedback,
        roster=roster_of(population.shifts, first_day=population.first_day),
        traffic=traffic_of(
            config=config,
            visits=population.visits,
            clientele=clientele,
            first_day=population.first_day,
        ),
        customers=customers,
        streams=streams,
    )


def _feedback(
    *,
    config: Config,
    seed: int,
    population: Population,
    entries: Entries,
    arrival: Arrival,
    comments: list[str],
) -> Feedback:
    visits, clientele = population.visits, population.clientele
    codes = [place.code for place in population.places]
    channels = list(config.answers.channels)
    customer = clientele.of_visit[entries.visit]
    number = np.where(entries.forged, 0, customer_numbers(clientele)[customer])
    ids = ["", *customer_ids(int(clientele.known.sum()))]
    ratings, recommend, overall = skip(config=config, seed=seed, entries=entries)
    return Feedback(
        response_id=response_ids(len(entries)),
        location_code=[codes[i] for i in visits.location[entries.visit].tolist()],
        submitted_at=entries.local_time,
        trading_day=visits.day[entries.visit] + population.first_day.toordinal(),
        daypart=visits.daypart[entries.visit],
        channel=[channels[i] for i in arrival.channel.tolist()],
        language=[clientele.languages[i] for i in clientele.language[customer].tolist()],
        customer=[ids[i] for i in number.tolist()],
        receipt=[f"{i:08d}" for i in entries.receipt.tolist()],
        device=device_marks(arrival.device),
        seconds=arrival.page_seconds.sum(axis=1),
        page_seconds=arrival.page_seconds,
        recommend=recommend,
        overall=overall,
        ratings=ratings,
        comment=comments,
    )
