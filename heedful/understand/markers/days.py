"""The days of some items at every location, out of the cells."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import Subject

Floats = NDArray[np.float64]
Sums = tuple[Floats, Floats, Floats]
READ = """
select location_id, day - %(first)s, {columns} from understand_day_cell
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
    and day between %(first)s and %(last)s
order by location_id
"""


@dataclass(frozen=True, slots=True)
class Days:
    """Numbers, sums and sums of squares of answers; each (locations, days) and in item order."""

    locations: tuple[uuid.UUID, ...]
    sums: tuple[Sums, ...]


def days_of(*, subject: Subject, window: Window, slots: Sequence[int]) -> Days:
    """Read every location's days of a window, for the items in these slots. One query."""
    layout = subject.series.layout
    places = [
        place + 1
        for slot in slots
        for place in (layout.answered(slot), layout.total(slot), layout.squares(slot))
    ]
    # Cells from before an item existed are shorter: beyond their end PostgreSQL reads null.
    columns = ", ".join(f"coalesce(sums[{place}], 0)" for place in places)
    with connection.cursor() as cursor:
        cursor.execute(
            READ.format(columns=columns),
            {
                "tenant": subject.tenant_id,
                "questionnaire": subject.questionnaire_id,
                "first": window.first,
                "last": window.last,
            },
        )
        rows = cursor.fetchall()
    keys = tuple(dict.fromkeys(row[0] for row in rows))
    number = {key: i for i, key in enumerate(keys)}
    filled = np.zeros((len(places), len(keys), window.days))
    if rows:
        at = np.array([number[row[0]] for row in rows])
        day = np.array([row[1] for row in rows])
        filled[:, at, day] = np.array([row[2:] for row in rows], dtype=np.float64).T
    parts = [filled[i : i + 3] for i in range(0, len(places), 3)]
    return Days(keys, tuple((part[0], part[1], part[2]) for part in parts))
