"""What the streams need to know of an organisation: how busy it is and what guests live through."""

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.population import Population

Floats = NDArray[np.float64]


def sizes(population: Population) -> Floats:
    """How busy each location is beside the average one."""
    counts = np.bincount(population.visits.location, minlength=len(population.places))
    size: Floats = np.maximum(counts, 1) / max(float(counts.mean()), 1.0)
    return size


def experience(*, config: Config, population: Population) -> Floats:
    """Likelihood to recommend of the usual guest at each location and day, (locations, days).

    In points before they are rounded and bounded. It holds all that the location does and nothing
    of who happened to come; on a day without visits it is what it was on the last day with some.
    """
    world, visits = population.world, population.visits
    counts_for = world.effect * world.reach
    typical = np.array([item.typical for item in config.items])
    usual = config.recommend.typical + world.lift
    usual = usual + (counts_for * (world.felt - typical)).sum(axis=1)
    moved = np.zeros(len(visits))
    for one in population.influences:
        if one.level != "customer":
            moved += one.in_sum(visits.location, counts_for)
    shape = (len(population.places), config.days)
    cell = visits.location * config.days + visits.day
    count = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    total = np.bincount(cell, moved, shape[0] * shape[1]).reshape(shape)
    felt: Floats = usual[:, None] + _carried(total / np.maximum(count, 1), known=count > 0)
    return np.maximum(felt, 0.1)


def _carried(values: Floats, *, known: NDArray[np.bool_]) -> Floats:
    """Unknown days take the last known value before them, or else the first one after."""
    days = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(known, days, -1), axis=1)
    first = known.argmax(axis=1)[:, None]
    return np.take_along_axis(values, np.where(last >= 0, last, first), axis=1)
