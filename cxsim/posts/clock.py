"""From a location's own clock to the instants that networks report."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from cxsim.posts.roots import DAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def utc_minutes(
    minute: Floats, *, location: Ints, time_zones: Sequence[str], first_day: date, days: int
) -> Floats:
    """Minutes of UTC since the first midnight, for minutes of the locations' own clocks.

    The offset is that of the day's noon, so the night of a clock change may be an hour off.
    """
    names = sorted(set(time_zones))
    noons = [datetime.combine(first_day + timedelta(days=day), time(12)) for day in range(days)]
    offsets = np.array(
        [
            [noon.replace(tzinfo=ZoneInfo(name)).utcoffset() or timedelta() for noon in noons]
            for name in names
        ],
        dtype="timedelta64[m]",
    ).astype(np.float64)
    zone = np.array([names.index(name) for name in time_zones])[location]
    day = np.clip((minute // DAY).astype(np.int64), 0, days - 1)
    moved: Floats = minute - offsets[zone, day]
    return moved
