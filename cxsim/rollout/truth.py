"""What rolled-out actions truly did to the outcome."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.rollout.plan import NEVER, Rollout

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ActionsTruth:
    """One row for each action that a location started."""

    action: list[str]
    location: Ints
    start_day: Ints  # Ordinal of `datetime.date`.
    grows_over: Ints  # Days until the effect is whole; 0 for at once.
    felt: Floats  # The whole effect in points of what is felt of the item.
    outcome: Floats  # The whole effect in points of the outcome as it is shown.


def actions_truth(
    rollout: Rollout, *, codes: tuple[str, ...], first_day: int, of_felt: Floats
) -> ActionsTruth:
    """`of_felt` (locations, items): points of the outcome for each point of what is felt."""
    action, location = np.nonzero(rollout.start != NEVER)
    effect = rollout.effect[action, location]
    return ActionsTruth(
        action=[codes[row] for row in action.tolist()],
        location=location,
        start_day=first_day + rollout.start[action, location],
        grows_over=rollout.grows_over[action],
        felt=effect,
        outcome=effect * of_felt[location, rollout.item[action]],
    )
