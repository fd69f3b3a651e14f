"""From answers by shift to what is said of the week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.intervals import effective_n
from cxstats.matched import matched_difference
from cxstats.scores import WEIGHT_ONE
from cxstats.trading_week import TradingWeek, least_doubted, trading_week
from cxstats.week_cells import WeekCells, week_cells
from heedful.base.org.dayparts import Daypart
from heedful.listen.feedback.rows import Rows
from heedful.understand.week.rules import (
    FALSE_DISCOVERY_RATE,
    FEWEST_ANSWERS,
    WEEKDAYS,
    Cell,
    Cover,
    Pattern,
    PlaceWeek,
    WholeWeek,
    daypart_of,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Z = 1.96


@dataclass(frozen=True, slots=True)
class Shifts:
    """Answers by location, trading day and daypart; weights make n the effective number."""

    n: Floats
    total: Floats
    squares: Floats
    location: Integers
    day: Integers  # ordinal
    daypart: Integers


def shifts_of(rows: Rows, slot: int, lowest: int, dayparts: tuple[Daypart, ...]) -> Shifts:
    """Add up one item's answers by shift. Rows that count for nothing are passed over."""
    score = rows.scores[:, slot]
    given = (score >= lowest) & (rows.weights > 0)
    y, w = score[given].astype(np.float64), rows.weights[given] / WEIGHT_ONE
    part = daypart_of(rows.minutes[given], dayparts)
    keys = np.column_stack([rows.at[given], rows.days[given], part])
    shifts, number = np.unique(keys, axis=0, return_inverse=True)
    sums = [np.bincount(number, one, len(shifts)) for one in (w, w * w, w * y, w * y * y)]
    n = effective_n(sums[0], sums[1])
    location, day, daypart = shifts.T
    return Shifts(n, n * sums[2] / sums[0], n * sums[3] / sums[0], location, day, daypart)


def cells_of(shifts: Shifts, locations: int, dayparts: int) -> WeekCells:
    """The average of each part of each location's week."""
    return week_cells(
        shifts.n,
        shifts.total,
        shifts.squares,
        location=shifts.location,
        cell=(shifts.day + 6) % WEEKDAYS * dayparts + shifts.daypart,
        shape=(locations, WEEKDAYS * dayparts),
    )


def find(
    cells: WeekCells, item: str, dayparts: tuple[Daypart, ...]
) -> tuple[WholeWeek, list[PlaceWeek]]:
    """Tell of the whole, and of each location in order."""
    week = trading_week(cells, rate=FALSE_DISCOVERY_RATE, fewest=FEWEST_ANSWERS)
    common = least_doubted(week.shared_doubt, FALSE_DISCOVERY_RATE)
    varies = cells.sigma2 + cells.shift_tau2
    patterns = [
        Pattern(
            *divmod(i, len(dayparts)),
            distance=float(week.shared[i]),
            low=float(week.shared_low[i]),
            high=float(week.shared_high[i]),
        )
        for i in np.flatnonzero(common).tolist()
    ]
    whole = WholeWeek(
        item=item,
        dayparts=dayparts,
        n=round(float(cells.n.sum())),
        locations=int((cells.n.sum(axis=1) > 0).sum()),
        shift_share=float(cells.shift_tau2 / varies) if varies > 0 else None,
        patterns=tuple(sorted(patterns, key=lambda one: one.distance)),
    )
    places = [_place(i, cells, week, common, len(dayparts)) for i in range(len(cells.n))]
    return whole, places


def _place(
    i: int, cells: WeekCells, week: TradingWeek, common: NDArray[np.bool_], dayparts: int
) -> PlaceWeek:
    level, half = float(week.level[i]), Z * float(week.level_se[i])
    return PlaceWeek(
        n=round(float(cells.n[i].sum())),
        level=level,
        level_low=level - half,
        level_high=level + half,
        cells=tuple(
            _cell(i, j, cells, week, dayparts, everywhere=bool(common[j]))
            for j in np.flatnonzero(cells.n[i] > 0).tolist()
        ),
    )


def _cell(
    i: int, j: int, cells: WeekCells, week: TradingWeek, dayparts: int, *, everywhere: bool
) -> Cell:
    weekday, daypart = divmod(j, dayparts)
    n = round(float(cells.n[i, j]))
    told: dict[str, float] = {}
    if n >= FEWEST_ANSWERS:
        value, half = float(cells.mean[i, j]), Z * float(np.sqrt(cells.variance[i, j]))
        told = {"value": value, "low": value - half, "high": value + half}
    if week.shown[i, j]:
        told["distance"] = float(week.deviation[i, j])
        told["distance_low"], told["distance_high"] = float(week.low[i, j]), float(week.high[i, j])
    return Cell(weekday, daypart, n, everywhere=everywhere and bool(week.shown[i, j]), **told)


def cover_of(
    shifts: Shifts, cells: WeekCells, senior: Floats, group: Integers, groups: int
) -> list[Cover]:
    """Compare shifts with and without a senior on duty, each with its like, for each group.

    `senior` is 1, 0, or nan where no roster tells.
    """
    told = ~np.isnan(senior)
    parts = cells.n.shape[1] // WEEKDAYS
    cell = (shifts.day + 6) % WEEKDAYS * parts + shifts.daypart
    first = int(shifts.day.min())
    days = int(shifts.day.max()) - first + 1
    found = matched_difference(
        (shifts.total / shifts.n)[told],
        shifts.n[told],
        senior[told],
        stratum=(shifts.location * cells.n.shape[1] + cell)[told],
        cluster=(shifts.location * days + shifts.day - first)[told],
        group=group[told],
        shift_ratio=cells.shift_tau2 / cells.sigma2 if cells.sigma2 > 0 else 0.0,
    )
    nothing = Cover(None, None, None, 0, 0, 0)
    known = [
        Cover(
            value=_known(found.value[i]),
            low=_known(found.low[i]),
            high=_known(found.high[i]),
            n=round(float(found.n[i])),
            shifts_with=int(found.shifts_with[i]),
            shifts_without=int(found.shifts_without[i]),
        )
        for i in range(found.value.size)
    ]
    return known + [nothing] * (groups - len(known))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
