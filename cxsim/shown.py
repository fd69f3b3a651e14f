"""Causes in points of the recommendation as it is shown, 0 to 10, rounded and bounded.

The scale's upper end swallows part of what moves a customer: one who would give 10 anyway cannot
give more. So a cause is multiplied by the mean slope of the shown recommendation over a location's
customers, answered or not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, Answers
from cxsim.config import Config
from cxsim.scales import ExpectedAnswer
from cxsim.visits import Visits

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Arrays have one row a location and one column an item unless said otherwise."""

    of_rating: Floats  # For each point of the rating.
    of_felt: Floats  # For each point of what is felt, whether the item applies or not.
    pull: Floats  # (visits,): points before rounding for a point of what is felt of all items.


def shown_effects(*, config: Config, visits: Visits, answers: Answers, effect: Floats) -> Shown:
    """What the causes do on average over each location's customers.

    In `of_rating` each counts by how readily the rating would move if the location got better: who
    gives 5 anyway is no part of a higher mean.
    """
    slope = recommend_answer(config).slope(answers.expected_recommend)
    rating = ExpectedAnswer(spread=config.experience.own, low=1, high=5)
    n_places = len(effect)
    visited = np.maximum(np.bincount(visits.location, minlength=n_places), 1)
    of_rating, of_felt = np.empty_like(effect), np.empty_like(effect)
    pull = np.zeros(len(visits))
    for item in range(effect.shape[1]):
        used = answers.ratings[:, item] != NOT_USED
        moves = rating.slope(answers.impression[:, item]) * used
        per_point = effect[visits.location, item] + _from_others(config, answers, item)
        pulled = moves * per_point
        pull += pulled
        kept = np.bincount(visits.location, pulled * slope, n_places)
        of_rating[:, item] = kept / np.maximum(np.bincount(visits.location, moves, n_places), 1e-9)
        of_felt[:, item] = kept / visited
    return Shown(of_rating=of_rating, of_felt=of_felt, pull=pull)


def recommend_answer(config: Config) -> ExpectedAnswer:
    """Mean shown recommendation for what is expected before noise."""
    return ExpectedAnswer(spread=config.recommend.noise, low=0, high=10)


def _from_others(config: Config, answers: Answers, item: int) -> Floats:
    """What an item's effect gains by the ratings of the items that it acts together with."""
    code, gained = config.item_codes[item], np.zeros(len(answers.ratings))
    for pair in config.interactions:
        if code not in {pair.first, pair.second}:
            continue
        other = config.item_codes.index(pair.second if code == pair.first else pair.first)
        ratings = answers.ratings[:, other]
        gained += pair.effect * np.where(
            ratings == NOT_USED, 0.0, ratings - config.items[other].typical
        )
    return gained
