"""Facts that wait to be folded into blocks: written small, since every batch writes some."""

import struct
import uuid
import zlib
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE
from heedful.understand.metrics.counting import Facts, Integers
from heedful.understand.metrics.models import Waiting

# Rows, places, items, and whether weights are kept.
HEAD = struct.Struct("<III?")


def keep(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, facts: Facts) -> None:
    """Let facts, spread over a questionnaire's items, wait by month. One query."""
    months = first_days(facts.days)
    waiting = []
    for month in np.unique(months).tolist():
        part = facts.take(months == month)
        waiting.append(
            Waiting(
                tenant_id=tenant_id,
                questionnaire_id=questionnaire_id,
                month=date.fromordinal(month),
                rows=len(part.days),
                facts=packed(part),
            )
        )
    Waiting.objects.bulk_create(waiting)


def first_days(days: Integers) -> Integers:
    """Return the first day of each day's month; ordinals both."""
    different, places = np.unique(days, return_inverse=True)
    firsts = [date.fromordinal(day).replace(day=1).toordinal() for day in different.tolist()]
    return np.array(firsts, dtype=np.int64)[places.reshape(-1)]


def packed(facts: Facts) -> bytes:
    """Write facts as bytes."""
    is_weighted = bool((facts.weights != WEIGHT_ONE).any())
    n, items = facts.scores.shape
    parts = [
        HEAD.pack(n, len(facts.locations), items, is_weighted),
        b"".join(key.bytes for key in facts.locations),
        facts.at.astype("<i4").tobytes(),
        facts.days.astype("<i4").tobytes(),
        facts.signs.astype("i1").tobytes(),
        facts.scores.astype("<i2").tobytes(),
    ]
    if is_weighted:
        parts.append(facts.weights.astype("<i8").tobytes())
    return zlib.compress(b"".join(parts), level=1)


def unpacked(data: bytes, *, items: int) -> Facts:
    """Read facts back; items that came later were not answered."""
    told = zlib.decompress(data)
    n, places, stored, is_weighted = HEAD.unpack_from(told)
    at = HEAD.size

    def take(kind: str, count: int) -> NDArray[np.generic]:
        nonlocal at
        found = np.frombuffer(told, dtype=kind, count=count, offset=at)
        at += found.nbytes
        return found

    keys = take("S16", places).tobytes()
    where, days = (take("<i4", n).astype(np.int64) for _ in range(2))
    signs = take("i1", n).astype(np.int64)
    scores = np.full((n, items), NOT_ANSWERED, dtype=np.int16)
    scores[:, :stored] = take("<i2", n * stored).reshape(n, stored)
    weights = np.full(n, WEIGHT_ONE, dtype=np.int64)
    if is_weighted:
        weights = take("<i8", n).astype(np.int64)
    locations = tuple(uuid.UUID(bytes=keys[i : i + 16]) for i in range(0, 16 * places, 16))
    return Facts(locations, where, days, scores, weights, signs)
