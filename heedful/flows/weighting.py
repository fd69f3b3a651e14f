"""What happens when somebody chooses how answers are weighted: rows follow by a job."""

import uuid
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heedful.base.tenancy.domain import within
from heedful.flows.priorities import AGAIN, QUEUE, REFRESH, refresh_soon
from heedful.flows.traffic import NoQuestionnaire
from heedful.understand.metrics.queries import main_questionnaire
from heedful.understand.weights.ways import Way
from heedful.understand.weights.weighting import choose, study

WEIGH = "weights.apply"


def way_chosen(*, tenant_id: uuid.UUID, way: Way, by_id: uuid.UUID, now: datetime) -> None:
    """Keep what a person chose, and have rows follow. Raises NoQuestionnaire."""
    questionnaire = main_questionnaire(tenant_id=tenant_id)
    if questionnaire is None:
        raise NoQuestionnaire
    choose(tenant_id=tenant_id, questionnaire_id=questionnaire.pk, way=way, by_id=by_id, now=now)
    # Never beside a study of the same organisation, which may have read an older choice.
    task = app.configure_task(
        WEIGH, queue=QUEUE, lock=f"{REFRESH}:{tenant_id}", queueing_lock=f"{WEIGH}:{tenant_id}"
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(tenant_id=str(tenant_id), questionnaire_id=str(questionnaire.pk))


@app.task(name=WEIGH, queue=QUEUE, retry=AGAIN)
def weigh(tenant_id: str, questionnaire_id: str) -> None:
    """Let rows count as was chosen; all that is found from them is found anew after that."""
    tenant, questionnaire = uuid.UUID(tenant_id), uuid.UUID(questionnaire_id)
    with within(tenant):
        study(tenant_id=tenant, questionnaire_id=questionnaire, now=timezone.now())
    refresh_soon(tenant_id=tenant)
