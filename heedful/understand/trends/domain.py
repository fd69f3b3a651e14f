"""Looking anew for changes of scores and odd days of every place and group."""

import uuid
from datetime import datetime

from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material
from heedful.understand.studies.models import StudyRun
from heedful.understand.trends.finding import find
from heedful.understand.trends.queries import days_of, groups_of
from heedful.understand.trends.rules import KIND, STUDY_DAYS, GroupCourse, TrendStudy


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Study the headline score of the primary outcome; None when there is nothing to study."""
    material = newest_material(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=STUDY_DAYS
    )
    if material is None:
        return None
    about, window = material
    groups = groups_of(tenant_id=tenant_id)
    gathered = days_of(subject=about, window=window, groups=groups)
    if gathered is None:
        return None
    ids, days = gathered
    found = find(days)
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=Window(days.first, window.last),
        now=now,
        whole=TrendStudy(
            item=about.item.code,
            metric=about.metric.name,
            everywhere=found.everywhere,
            groups=tuple(
                GroupCourse(group.pk, course)
                for group, course in zip(groups, found.groups, strict=True)
            ),
            places=sum(course.tested for course in found.places),
            changed=sum(bool(course.shifts) for course in found.places),
        ),
        places=dict(zip(ids, found.places, strict=True)),
    )
