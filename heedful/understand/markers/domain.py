"""Looking every night whether a marker has fallen somewhere."""

import uuid
from datetime import datetime

import numpy as np

from cxstats.daily import daily
from cxstats.early_warning import early_warnings
from cxstats.markers import lead_over
from heedful.understand.markers.days import days_of
from heedful.understand.markers.rules import (
    DAYS,
    KIND,
    MarkerStudy,
    PlaceWarnings,
    leads_told,
    warning_on,
)
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material
from heedful.understand.studies.models import StudyRun


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Look at every marker in the newest year of feedback. Safe to repeat.

    Returns None without an outcome, a marker or an answer.
    """
    material = newest_material(tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=DAYS)
    if material is None or not material[0].series.markers:
        return None
    subject, window = material
    series, last = subject.series, window.last
    grid = days_of(subject=subject, window=window, slots=[subject.slot, *series.markers])
    outcome, *marked = (daily(*sums) for sums in grid.sums)
    found = [early_warnings(*sums) for sums in grid.sums[1:]]
    items = [series.items[slot] for slot in series.markers]
    places = {}
    for place, key in enumerate(grid.locations):
        on = (
            warning_on(alarms, seen, place, item=item, last=last)
            for alarms, seen, item in zip(found, marked, items, strict=True)
        )
        watched = any(bool(alarms.known[place, -1]) for alarms in found)
        places[key] = PlaceWarnings(watched, tuple(one for one in on if one))
    whole = MarkerStudy(
        outcome=subject.item.code,
        leads=leads_told([lead_over(seen, outcome) for seen in marked], items),
        watched=int(np.sum([one.watched for one in places.values()])),
        warned=sum(bool(one.warnings) for one in places.values()),
    )
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=whole,
        places=places,
    )
