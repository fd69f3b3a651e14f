"""The true state of each location: what its customers live through and how much each item counts.

Arrays have one row a location and one column an item (drivers first, then markers).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.hours import parse_opening_hours, within
from cxsim.places import Place
from cxsim.randomness import stream

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    felt: Floats  # (locations, items): centre of what is felt, before dip, rush and trend.
    effect: Floats  # (locations, items): points of the recommendation before it is rounded.
    lift: Floats  # (locations,): the recommendation's own difference, for no item's reason.
    dip: Floats  # (locations,): depth of the planted dip, 0 where there is none.
    trend: Floats  # (locations, items): points a year.
    reach: Floats  # (items,): share of customers to whom the item applies.


def make_world(*, config: Config, seed: int, places: tuple[Place, ...]) -> World:
    rng = stream(seed, "world")
    shape = (len(places), len(config.items))
    typical = np.array([item.typical for item in config.items])
    level = rng.normal(0.0, config.experience.level_spread, (len(places), 1))
    own = rng.normal(0.0, config.experience.item_spread, shape)
    return World(
        felt=typical + level + own,
        effect=_effects(config, len(places), rng),
        lift=rng.normal(0.0, config.recommend.location_spread, len(places)),
        dip=_dips(config, places, rng),
        trend=_trends(config, len(places), rng),
        reach=1.0 - np.array([item.not_used for item in config.items]),
    )


def _effects(config: Config, n_places: int, rng: np.random.Generator) -> Floats:
    mean = np.array([item.effect for item in config.items])
    drawn = mean + rng.normal(0.0, config.experience.effect_spread, (n_places, len(mean)))
    kept = np.maximum(drawn, config.experience.smallest_effect)
    kept[:, config.driver_count :] = 0.0
    ordered = config.item_codes.index(config.flagship.first_priority)
    kept[0, ordered] = max(kept[0, ordered], mean[ordered])
    return kept


def _dips(config: Config, places: tuple[Place, ...], rng: np.random.Generator) -> Floats:
    """Depths for a share of all locations, chosen among those open through the dip's hours."""
    hours = within([config.dip.weekday], config.dip.hours)
    fits = [bool((hours <= parse_opening_hours(place.opening_hours)).all()) for place in places]
    fits[0] = False  # The flagship's dip is not left to chance.
    wanted = max(round(config.dip.share * len(places)) - config.flagship.sunday_dip, 0)
    open_then = np.flatnonzero(fits)
    chosen = rng.choice(open_then, size=min(wanted, len(open_then)), replace=False)
    depth = rng.uniform(*config.dip.depth, len(places))
    dip = np.zeros(len(places))
    dip[chosen] = depth[chosen]
    dip[0] = config.dip.depth[1] if config.flagship.sunday_dip else 0.0
    return dip


def _trends(config: Config, n_places: int, rng: np.random.Generator) -> Floats:
    """One driver drifts, up or down, at a share of the locations other than the flagship."""
    count = round(config.trend.share * n_places)
    where = rng.choice(np.arange(1, n_places), size=count, replace=False)
    which = rng.integers(0, config.driver_count, count)
    trend = np.zeros((n_places, len(config.items)))
    trend[where, which] = rng.uniform(*config.trend.per_year, count) * rng.choice([-1, 1], count)
    return trend
