"""Rows of a big chain in the lake's own columns, made month by month without a loop over rows."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from cxstats.distinct import sketched
from heedful.base.org.dayparts import DAYPARTS
from heedful.listen.feedback.partitions import first_of_month, next_month
from heedful.understand.lake.rules import schema

CHANNELS = ("web", "qr", "email")
LAST = date(2026, 10, 31)


@dataclass(frozen=True, slots=True)
class Chain:
    """How much there is of what."""

    rows: int
    locations: Sequence[uuid.UUID]
    version: uuid.UUID
    ratings: int = 12
    months: int = 36
    customers: int = 4_000_000

    @property
    def starts(self) -> tuple[date, ...]:
        """The first day of each month, the oldest first."""
        found = [first_of_month(LAST)]
        while len(found) < self.months:
            found.append(first_of_month(found[-1] - timedelta(days=1)))
        return tuple(reversed(found))


def months_of(chain: Chain, seed: int) -> Iterator[tuple[list[date], pa.Table]]:
    """Each month's days and rows, sorted by place and day as the product writes them."""
    rng = np.random.default_rng(seed)
    level = rng.normal(4, 0.3, len(chain.locations))
    # Keys of customers are hashes: an odd multiplier spreads whole numbers over all 64 bits.
    for first in chain.starts:
        days = (next_month(first) - first).days
        n = chain.rows // chain.months
        order = np.sort(rng.integers(0, len(chain.locations) * days, n))
        place, day = np.divmod(order, days)
        told = _month(chain, rng, place, first, day)
        liking = level[place][:, None] + rng.normal(0, 0.6, (n, 1))
        told["s0"] = pa.array(_whole(2.2 * liking[:, 0], 0, 10), pa.int16())
        for slot in range(1, chain.ratings + 1):
            answers = _whole(liking[:, 0] + rng.normal(0, 0.7, n), 1, 5)
            told[f"s{slot}"] = pa.array(answers, pa.int16(), mask=rng.random(n) < 0.06)
        names = schema(chain.ratings + 1).names
        yield (
            [first + timedelta(days=i) for i in range(days)],
            pa.table({name: told[name] for name in names}),
        )


def _month(
    chain: Chain,
    rng: np.random.Generator,
    place: np.ndarray,
    first: date,
    day: np.ndarray,
) -> dict[str, pa.Array]:
    n = len(place)
    minute = np.clip(rng.normal(980, 200, n), 300, 1560).astype(np.int16)
    starts = np.array([part.starts for part in DAYPARTS])
    daypart = np.maximum(np.searchsorted(starts, minute, side="right") - 1, 0)
    who = rng.integers(1, chain.customers, n).astype(np.uint64)
    hashes = _mixed(who).view(np.int64)
    register, rank = sketched(hashes)
    named = rng.random(n) < 0.3
    million = pa.array(np.full(n, 1_000_000))
    return {
        "id": pa.array(
            list(map(bytes, rng.integers(0, 256, (n, 16), dtype=np.uint8))), pa.binary()
        ),
        "location": _words(list(map(str, chain.locations)), place),
        "day": pa.array((np.datetime64(first) + day).astype("datetime64[D]")),
        "minute": pa.array(minute),
        "daypart": pa.array(daypart.astype(np.int8)),
        "channel": _words(CHANNELS, rng.integers(0, 3, n)),
        "language": _words(["en"], np.zeros(n, dtype=np.int64)),
        "version": _words([str(chain.version)], np.zeros(n, dtype=np.int64)),
        "weight": million,
        "weight_squared": million,
        "respondent": pa.array(hashes, mask=named),
        "register": pa.array(register, mask=named),
        "rank": pa.array(rank, mask=named),
        "has_comment": pa.array(rng.random(n) < 0.4),
        "month": _words([f"{first:%Y-%m}"], np.zeros(n, dtype=np.int64)),
    }


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Mix 64 bits well (the finaliser of SplitMix64)."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _words(words: Sequence[str], at: np.ndarray) -> pa.Array:
    codes = pa.array(at.astype(np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string())).cast(pa.string())


def _whole(values: np.ndarray, low: int, high: int) -> np.ndarray:
    return np.clip(np.rint(values), low, high).astype(np.int16)
