"""The truth about a simulated organisation. Estimators are judged by it; they never see it.

Points of the outcome are points of the recommendation as it is shown, 0 to 10, rounded and bounded.
Rows of feedback stand in the order of `Observable.feedback`. Days are ordinals of `datetime.date`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.gains import Gains
from cxsim.rollout.truth import ActionsTruth
from cxsim.streams.tables import StreamsTruth

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class VarianceTruth:
    """How much of the outcome's variance lies where, squared points; they add up to `total`."""

    location: float  # Between the means of the locations.
    day: float  # Shared by a day of a location: its luck, drifts, episodes, changes for good.
    cell: float  # Shared by a daypart of the week of a location, week after week.
    shift: float  # Shared by one daypart of one day: its luck, senior cover, temporary staff.
    customer: float  # Shared by all visits of a customer.
    residual: float  # The single visit's own.

    @property
    def total(self) -> float:
        inside = self.day + self.cell + self.shift + self.customer + self.residual
        return self.location + inside


@dataclass(frozen=True, slots=True, eq=False)
class WeekTruth:
    """Arrays have the shape (locations, 7 weekdays from Monday, dayparts)."""

    deviation: Floats  # Lasting difference from the location's own mean; NaN where nobody comes.
    visits: Integers  # How many visits it rests on, answered or not.


@dataclass(frozen=True, slots=True, eq=False)
class QualityTruth:
    """Which rows of feedback are not what they seem; one entry a row."""

    careless: Flags  # One column ticked in a hurry.
    gamed: Flags  # Talked up to the top shortly before a bonus was due.
    duplicated: Flags  # A second copy of a row.
    forged: Flags  # Nobody's visit.
    same_device: Integers  # Number of the device that several people answered by, or -1.
    begging: Flags  # (locations,): whether answers are talked up here.
    forging: Flags  # (locations,): whether answers are forged here.

    @property
    def honest(self) -> Flags:
        return ~(self.careless | self.gamed | self.duplicated | self.forged)


@dataclass(frozen=True, slots=True, eq=False)
class ResponseTruth:
    propensity: Floats  # One a row of feedback: the chance that this visit was answered after.
    mean: Floats  # (locations,): mean outcome over ALL visits, answered or not.
    rate: Floats  # (locations,): expected share of visits answered after.
    visits: Integers  # (locations,): how many visits there were.


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """One entry an episode in which a marker falls before the outcome does."""

    location: Integers
    item: str  # The marker.
    marker_day: Integers  # The first day on which the marker is low.
    outcome_day: Integers  # The first day on which the outcome is low.
    end_day: Integers  # The first day on which all is as before.
    marker_depth: Floats  # Points of what is felt of the marker.
    outcome_depth: Floats  # Points of the outcome.


@dataclass(frozen=True, slots=True, eq=False)
class ChangePoints:
    """One entry a change for good."""

    location: Integers  # -1 for the change at all locations.
    day: Integers  # The first day of the new level.
    size: Floats  # Points of the outcome, up or down.


@dataclass(frozen=True, slots=True, eq=False)
class CoverTruth:
    """What cover does to the outcome, one entry a location, points of the outcome."""

    senior: Floats  # Somebody senior on duty against nobody.
    temporary: Floats  # All staff temporary against none.


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Arrays have one row a location and one column a driver unless said otherwise."""

    config: Config
    seed: int
    last_day: date
    locations: tuple[str, ...]  # Codes, in the order of the rows.
    drivers: tuple[str, ...]  # Codes, in the order of the columns.
    cause: Floats  # Points of the recommendation before it is rounded and bounded.
    effect: Floats  # The same in points of the recommendation as it is shown.
    reach: Floats  # (drivers,): share of customers to whom a driver applies.
    gains: Gains  # Means over all visits, gaps and gains; gains in shown points.
    first_priority: NDArray[np.int64]  # (locations,): column of the driver, or -1 for none.
    dip: Floats  # (locations,): depth in points of what is felt, 0 for none.
    trend: Floats  # Points a year of what is felt.
    variance: VarianceTruth  # Of all visits, answered or not.
    answered: VarianceTruth  # Of the visits that are answered after.
    week: WeekTruth
    quality: QualityTruth
    response: ResponseTruth
    episodes: Episodes
    changes: ChangePoints
    cover: CoverTruth
    actions: ActionsTruth
    streams: StreamsTruth
