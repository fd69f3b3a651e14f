"""Finding anew which parts of the week are weak or strong."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cxstats.week_cells import WeekCells
from heedful.base.org.dayparts import Daypart
from heedful.base.org.queries import dayparts_of, senior_cover
from heedful.listen.feedback.rows import Rows
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material, rows_of
from heedful.understand.studies.models import StudyRun
from heedful.understand.week.finding import Shifts, cells_of, cover_of, find, shifts_of
from heedful.understand.week.rules import KIND, STUDY_DAYS, PlaceWeek, WholeWeek


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Study the trading week of the primary outcome over the newest year.

    Returns None when there is no outcome or no answer to it. Safe to repeat.
    """
    material = newest_material(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=STUDY_DAYS
    )
    if material is None:
        return None
    subject, window = material
    rows = rows_of(subject, window)
    dayparts = dayparts_of(tenant_id=tenant_id)
    shifts = shifts_of(rows, subject.slot, subject.item.low, dayparts)
    if not shifts.n.size:
        return None
    cells = cells_of(shifts, len(rows.locations), len(dayparts))
    whole, places = find(cells, subject.item.code, dayparts)
    cover = senior_cover(tenant_id=tenant_id, first=window.first, last=window.last)
    if cover:
        senior = _on_duty(shifts, rows, dayparts, cover)
        whole, places = _with_cover(whole, places, shifts, cells, senior)
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=whole,
        places=dict(zip(rows.locations, places, strict=True)),
    )


def _on_duty(
    shifts: Shifts,
    rows: Rows,
    dayparts: Sequence[Daypart],
    cover: Mapping[tuple[uuid.UUID, int, str], bool],
) -> NDArray[np.float64]:
    """1 with somebody senior on duty, 0 without, nan where the roster says nothing."""
    names = [part.name for part in dayparts]
    keys = zip(
        (rows.locations[i] for i in shifts.location.tolist()),
        shifts.day.tolist(),
        (names[i] for i in shifts.daypart.tolist()),
        strict=True,
    )
    return np.array([float(cover[key]) if key in cover else np.nan for key in keys])


def _with_cover(
    whole: WholeWeek,
    places: list[PlaceWeek],
    shifts: Shifts,
    cells: WeekCells,
    senior: NDArray[np.float64],
) -> tuple[WholeWeek, list[PlaceWeek]]:
    together = cover_of(shifts, cells, senior, np.zeros_like(shifts.location), 1)
    each = cover_of(shifts, cells, senior, shifts.location, len(places))
    pairs = zip(places, each, strict=True)
    return replace(whole, senior=together[0]), [replace(one, senior=two) for one, two in pairs]
