"""The places of a questionnaire in the order in which its blocks hold them."""

import uuid
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Sixteen bytes; NumPy compares them as text, of which only zeros at the end are left out, and
# all are of one length.
KEY = "S16"
Keys = NDArray[np.bytes_]
Places = NDArray[np.intp]


def keys_of(ids: Iterable[uuid.UUID]) -> Keys:
    return np.frombuffer(b"".join(key.bytes for key in ids), dtype=KEY)


def keys_in(data: bytes) -> Keys:
    return np.frombuffer(data, dtype=KEY)


def found(axis: Keys, wanted: Keys) -> Places:
    """Where each wanted key stands on the axis; -1 for one that does not."""
    if not len(axis):
        return np.full(len(wanted), -1, dtype=np.intp)
    order = np.argsort(axis)
    at = order[np.searchsorted(axis, wanted, sorter=order).clip(max=len(axis) - 1)]
    return np.where(axis[at] == wanted, at, -1)


def lengthened(axis: Keys, wanted: Keys) -> Keys:
    """Put what is new at the end."""
    new: Any = wanted[found(axis, wanted) < 0]
    return np.concatenate([axis, np.unique(new)])
