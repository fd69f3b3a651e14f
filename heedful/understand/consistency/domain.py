"""Studying anew how consistent places are."""

import uuid
from datetime import datetime

import numpy as np

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.org.queries import dayparts_of
from heedful.understand.consistency.finding import Answers, Asked, find
from heedful.understand.consistency.rules import KIND, STUDY_DAYS
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material, rows_of
from heedful.understand.studies.models import StudyRun


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Study the answers to the primary outcome of the last year.

    Returns None when there is nothing to study: no outcome, too few answers, or no difference.
    Safe to repeat.
    """
    material = newest_material(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=STUDY_DAYS
    )
    if material is None:
        return None
    subject, window = material
    rows = rows_of(subject, window)
    score = rows.scores[:, subject.slot]
    given = (score != NOT_ANSWERED) & (score != NOT_USED)
    named = np.array([code != "" for code in rows.respondents], dtype=np.bool_)
    customer = np.where(named[rows.respondent], rows.respondent, -1) if len(rows) else rows.at
    item = subject.item
    found = find(
        Answers(
            place=rows.at[given],
            day=rows.days[given],
            minute=rows.minutes[given],
            customer=customer[given],
            score=score[given].astype(np.float64),
            places=len(rows.locations),
            dayparts=dayparts_of(tenant_id=tenant_id),
        ),
        Asked(item.code, item.label, item.low, item.high),
    )
    if found is None:
        return None
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=found.whole,
        places={rows.locations[i]: place for i, place in found.places.items()},
    )
