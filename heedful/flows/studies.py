"""What follows when much feedback came in, or a day has passed: every study is made anew."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog
from django.db import connection

from heedful.base.tenancy.domain import within
from heedful.listen.feedback.rows import read_once
from heedful.understand.asymmetry import domain as asymmetry
from heedful.understand.consistency import domain as consistency
from heedful.understand.markers import domain as markers
from heedful.understand.quality import domain as quality
from heedful.understand.risk import domain as risk
from heedful.understand.soundness import domain as soundness
from heedful.understand.studies.models import StudyRun
from heedful.understand.trends import domain as trends
from heedful.understand.week import domain as week
from heedful.understand.weights import domain as weights
from heedful.understand.weights import weighting

log = structlog.get_logger(__name__)


class Study(Protocol):
    """One study of a questionnaire; None when there is nothing to study. Safe to repeat."""

    def __call__(
        self, *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime
    ) -> StudyRun | None: ...


# These say what answers count, which the cells are told by the outbox.
WEIGHING: Sequence[Study] = (quality.study, weighting.study)
# In this order; a later one may read what an earlier one kept.
STUDIES: Sequence[Study] = (
    soundness.study,
    week.study,
    trends.study,
    weights.study,
    asymmetry.study,
    markers.study,
    consistency.study,
    risk.study,
)


def weigh_all(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> None:
    """Let answers count more or less; what follows is in the outbox."""
    for study in WEIGHING:
        with within(tenant_id):
            _make(study, tenant_id, questionnaire_id, now)
        tell_planner("listen_row_factor")


def study_all(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> None:
    """Make every study of answers as they count by now, from rows that are read once."""
    with within(tenant_id), read_once():
        for study in STUDIES:
            _make(study, tenant_id, questionnaire_id, now)


def tell_planner(*tables: str) -> None:
    """Let PostgreSQL count rows: right after many came in it thinks of none.

    Studies read a year of rows at once, and a plan made for none takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {', '.join(tables)}")


def _make(study: Study, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> None:
    made = study(tenant_id=tenant_id, questionnaire_id=questionnaire_id, now=now)
    log.debug("study.made", kind=made.kind if made else None, questionnaire=questionnaire_id)
