"""Transactions and sales of each location and day.

The logarithm of a day's transactions is the location's level, the weekday, the season, growth,
holidays, noise of that day everywhere, lasting noise of the location, and the elasticity times the
logarithm of the experience that guests remember. The mean ticket has an elasticity of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cxsim.hours import WEEKDAYS
from cxsim.randomness import stream
from cxsim.sales.config import SalesConfig
from cxsim.sales.memory import lasting_noise, remembered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sales:
    """One row a location and day, ordered by location."""

    location: Ints
    day: NDArray[np.datetime64]
    transactions: Ints
    sales: Floats  # In the currency, to the hundredth.
    currency: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class SalesTruth:
    elasticity: Floats  # (locations,): of sales, by transactions and ticket together.
    transactions_elasticity: Floats  # (locations,)
    remembered: Floats  # (locations, days): the experience to which sales of the day answer.
    expected: Floats  # (locations, days): sales without the chance of that day's noise.


def make_sales(
    *,
    config: SalesConfig,
    seed: int,
    first_day: date,
    countries: Sequence[str],
    size: Floats,
    experience: Floats,
) -> tuple[Sales, SalesTruth]:
    """Sales for an `experience` of shape (locations, days), in points above 0.

    `size` says how busy each location is beside the average one. Raises ValueError where an
    experience is not above 0, because an elasticity speaks of percentages.
    """
    if not (experience > 0).all():
        raise ValueError("experience must be above 0 at every location and day.")
    rng = stream(seed, "sales")
    n_places, days = experience.shape
    memory = remembered(experience, half_life=config.half_life, lag=config.lag)
    felt = np.log(memory) - np.log(memory.mean())
    own = rng.normal(0.0, config.elasticity_spread, (n_places, 1))
    guests = config.transactions_elasticity + own
    level = np.log(config.transactions * size) + rng.normal(0.0, config.spread, n_places)
    usual = np.exp(level[:, None] + guests * felt) * _calendar(config, first_day, days, countries)
    together = rng.normal(0.0, config.shared_noise, days)
    alone = lasting_noise(experience.shape, config.noise, config.persistence, rng)
    transactions = rng.poisson(usual * np.exp(together + alone))
    ticket = np.array([config.tickets[country] for country in countries])
    ticket = ticket * np.exp(rng.normal(0.0, config.ticket_spread, n_places))
    mean_ticket = ticket[:, None] * np.exp(config.ticket_elasticity * felt)
    chance = config.ticket_noise / np.sqrt(np.maximum(transactions, 1))
    taken = transactions * mean_ticket * np.exp(chance * rng.standard_normal(experience.shape))
    sales = Sales(
        location=np.repeat(np.arange(n_places), days),
        day=np.tile(np.datetime64(first_day, "D") + np.arange(days), n_places),
        transactions=transactions.ravel(),
        sales=np.round(taken, 2).ravel(),
        currency=[config.currencies[c] for c in countries for _ in range(days)],
    )
    truth = SalesTruth(
        elasticity=guests[:, 0] + config.ticket_elasticity,
        transactions_elasticity=guests[:, 0],
        remembered=memory,
        expected=usual * mean_ticket,
    )
    return sales, truth


def _calendar(config: SalesConfig, first_day: date, days: int, countries: Sequence[str]) -> Floats:
    """What weekday, season, growth and holidays multiply, shape (locations, days)."""
    dates = [first_day + timedelta(days=day) for day in range(days)]
    per_weekday = np.array([config.weekdays[name] for name in WEEKDAYS])
    per_weekday /= per_weekday.mean()
    year = np.array([day.timetuple().tm_yday for day in dates])
    season = 1 + config.season * np.cos(2 * np.pi * (year - config.peak_day) / 365.25)
    common = per_weekday[[day.weekday() for day in dates]] * season
    common *= np.exp(config.growth * np.arange(days) / 365.0)
    calendar = np.tile(common, (len(countries), 1))
    where = np.array(countries)
    for holiday in config.holidays:
        there = np.isin(where, holiday.countries or list(countries))
        on_it = np.array([f"{day:%m-%d}" == holiday.day for day in dates])
        calendar[np.ix_(there, on_it)] *= holiday.factor
    return calendar
