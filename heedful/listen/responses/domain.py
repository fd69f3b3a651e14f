"""Keeping what a customer submitted, all of it or nothing, and once."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.partitions import ensure_months, month_of
from heedful.listen.feedback.rules import CountedRows, changed_payload, trading_day
from heedful.listen.surveys.models import QuestionnaireVersion

# One statement, one round trip: nothing can come between the three rows. The second copy of a
# form finds the first one, by its key when both arrive at once and by its id afterwards.
SUBMIT = """
with response as (
    insert into listen_response
        (tenant_id, received_at, id, version_id, location_id, channel, language, answers)
    select %(tenant)s, %(at)s, %(id)s, %(version)s, %(location)s, %(channel)s, %(language)s,
        %(answers)s
    where not exists (
        select from listen_feedback where tenant_id = %(tenant)s and id = %(id)s)
    on conflict do nothing returning id
), feedback as (
    insert into listen_feedback
        (tenant_id, occurred_at, id, revision, received_at, day, location_id, questionnaire_id,
         version_id, channel, language, scores, weight, comment, respondent, digest, seconds)
    select %(tenant)s, %(at)s, response.id, 0, %(at)s, %(day)s, %(location)s, %(questionnaire)s,
        %(version)s, %(channel)s, %(language)s, %(scores)s, 1000000, %(comment)s, '', %(digest)s,
        %(seconds)s
    from response on conflict do nothing returning id
)
insert into base_outbox (tenant_id, topic, key, payload)
select %(tenant)s, 'feedback.changed', feedback.id, %(payload)s from feedback
"""
CHECK_VIOLATION = "23514"


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came in. `id` was made with the page; `at` follows from it."""

    id: uuid.UUID
    at: datetime
    channel: str
    language: str
    # In the order of the version's slots, with the marks of `cxstats.sums`.
    scores: Sequence[int]
    comment: str
    answers: Mapping[str, object]
    seconds: float | None = None  # from opening the form to sending it


def submit(
    *, tenant: Tenant, version: QuestionnaireVersion, location: Node, submission: Submission
) -> bool:
    """Keep a form: response, feedback and outbox entry in one statement.

    Returns False when this form was kept before; sending it again changes nothing. The month's
    partitions are made when the nightly job has not made them yet.
    """
    values = _values(tenant, version, location, submission)
    try:
        return _write(tenant.pk, values)
    except IntegrityError as error:
        # PostgreSQL says so when no partition takes a row.
        if getattr(error.__cause__, "sqlstate", None) != CHECK_VIOLATION:
            raise
        ensure_months(months=[month_of(submission.at)])
        return _write(tenant.pk, values)


def _write(tenant_id: uuid.UUID, values: Mapping[str, Any]) -> bool:
    with within(tenant_id), connection.cursor() as cursor:
        cursor.execute(SUBMIT, values)
        return bool(cursor.rowcount == 1)


def _values(
    tenant: Tenant, version: QuestionnaireVersion, location: Node, submission: Submission
) -> dict[str, Any]:
    day = trading_day(
        occurred_at=submission.at,
        time_zone=ZoneInfo(location.time_zone),
        day_starts_at=tenant.day_starts_at,
    )
    scores = list(submission.scores)
    payload = changed_payload(
        questionnaire_id=version.questionnaire_id,
        version_id=version.pk,
        rows=CountedRows([location.pk], [day], [scores]),
        sign=1,
    )
    content = json.dumps([scores, submission.comment]).encode()
    return {
        "tenant": tenant.pk,
        "id": submission.id,
        "at": submission.at,
        "day": day,
        "version": version.pk,
        "questionnaire": version.questionnaire_id,
        "location": location.pk,
        "channel": submission.channel,
        "language": submission.language,
        "scores": scores,
        "comment": submission.comment,
        "seconds": None if submission.seconds is None else [submission.seconds],
        "answers": json.dumps(submission.answers),
        "digest": blake2b(content, digest_size=16).digest(),
        "payload": json.dumps(payload),
    }
