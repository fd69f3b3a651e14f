"""Finding anew which parts of the week are weak or strong."""

import uuid
from datetime import datetime

from heedful.listen.feedback.rows import read_rows
from heedful.listen.surveys.models import Item
from heedful.understand.metrics.queries import newest_days
from heedful.understand.metrics.queries import subject as subject_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import NoOutcome
from heedful.understand.studies.domain import keep
from heedful.understand.studies.models import StudyRun
from heedful.understand.week.finding import cells_of, find, shifts_of
from heedful.understand.week.rules import DAYPARTS, KIND, STUDY_DAYS


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Study the trading week of the primary outcome over the newest year.

    Returns None when there is no outcome or no answer to it. Safe to repeat.
    """
    try:
        subject = subject_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except (NoOutcome, Item.DoesNotExist):
        return None
    newest = newest_days(tenant_id=tenant_id).get(questionnaire_id)
    if newest is None:
        return None
    window = Window.ending(newest, days=STUDY_DAYS)
    rows = read_rows(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        first=window.first,
        last=window.last,
        slots=len(subject.series.items),
    )
    shifts = shifts_of(rows, subject.slot, subject.item.low, DAYPARTS)
    if not shifts.n.size:
        return None
    cells = cells_of(shifts, len(rows.locations), len(DAYPARTS))
    whole, places = find(cells, subject.item.code, DAYPARTS)
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=whole,
        places=dict(zip(rows.locations, places, strict=True)),
    )
