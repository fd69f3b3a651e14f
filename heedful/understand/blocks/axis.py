"""The places of a questionnaire in the order in which its blocks hold them."""

from typing import Any

import numpy as np

from heedful.understand.metrics.places import Keys, found


def lengthened(axis: Keys, wanted: Keys) -> Keys:
    """Put what is new at the end."""
    new: Any = wanted[found(axis, wanted) < 0]
    return np.concatenate([axis, np.unique(new)])
