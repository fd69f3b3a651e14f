"""What most studies look at: the primary outcome, the newest days, their rows."""

import uuid

from heedful.listen.feedback.rows import Rows, read_rows
from heedful.listen.surveys.models import Item
from heedful.understand.metrics.queries import newest_days, subject
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import NoOutcome, Subject


def newest_material(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, days: int
) -> tuple[Subject, Window] | None:
    """The primary outcome and the newest days; None without an outcome or without feedback."""
    newest = newest_days(tenant_id=tenant_id).get(questionnaire_id)
    if newest is None:
        return None
    try:
        about = subject(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except (NoOutcome, Item.DoesNotExist):
        return None
    return about, Window.ending(newest, days=days)


def rows_of(subject: Subject, window: Window) -> Rows:
    """The rows of a subject's questionnaire that stand in a window."""
    return read_rows(
        tenant_id=subject.tenant_id,
        questionnaire_id=subject.questionnaire_id,
        first=window.first,
        last=window.last,
        slots=len(subject.series.items),
    )
