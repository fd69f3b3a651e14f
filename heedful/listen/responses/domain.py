"""Keeping what a customer submitted, all of it or nothing, and once."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError

from heedful.base.org.models import Node
from heedful.base.outbox.domain import put
from heedful.base.statements import planned
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.domain import RECEIVED, correct
from heedful.listen.feedback.models import Feedback
from heedful.listen.feedback.partitions import ensure_months, month_of
from heedful.listen.feedback.rules import CountedRows, changed_payload, trading_day
from heedful.listen.responses.models import Response
from heedful.listen.surveys.closing import take_turn
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink

# One statement, one round trip: nothing can come between the three rows. The second copy of a
# form finds the first one, by its key when both arrive at once and by its id afterwards.
SUBMIT = """
with link as (
    update listen_survey_link set used_by = %(id)s, used_at = coalesce(used_at, %(now)s)
    where token_hash = %(link)s and (used_by is null or used_by = %(id)s) returning true
), response as (
    insert into listen_response
        (tenant_id, received_at, id, version_id, location_id, channel, language, answers)
    select %(tenant)s, %(at)s, %(id)s, %(version)s, %(location)s, %(channel)s, %(language)s,
        %(answers)s
    where not exists (
        select from listen_feedback where tenant_id = %(tenant)s and id = %(id)s)
        and (%(link)s::bytea is null or exists (select from link))
    on conflict do nothing returning id
), feedback as (
    insert into listen_feedback
        (tenant_id, occurred_at, id, revision, received_at, day, location_id, questionnaire_id,
         version_id, channel, language, scores, weight, comment, respondent, digest, seconds,
         customer_id, visit_id, partial)
    select %(tenant)s, %(at)s, response.id, 0, %(now)s, %(day)s, %(location)s, %(questionnaire)s,
        %(version)s, %(channel)s, %(language)s, %(scores)s, 1000000, %(comment)s, '', %(digest)s,
        %(seconds)s, %(customer)s, %(visit)s, %(partial)s
    from response on conflict do nothing returning id
), begun as (
    delete from listen_sitting using feedback
    where tenant_id = %(tenant)s and listen_sitting.id = feedback.id
)
insert into base_outbox (tenant_id, topic, key, payload)
select %(tenant)s, topic, feedback.id, payload::jsonb from feedback, (values
    ('feedback.changed', %(changed)s), ('feedback.received', %(received)s)) as told (topic, payload)
where payload is not null
"""
CHECK_VIOLATION = "23514"


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came in. `id` was made with the page; `at` follows from it.

    `at` is when the form was opened, which is nearest to the visit, and the same each time that a
    form is sent; the trading day follows from it. `now` is kept as the moment of sending.
    """

    id: uuid.UUID
    at: datetime
    channel: str
    language: str
    # In the order of the version's slots, with the marks of `cxstats.sums`.
    scores: Sequence[int]
    comment: str
    answers: Mapping[str, object]
    seconds: float | None = None  # from opening the form to sending it
    customer_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None
    partial: bool = False  # left before its end
    link: bytes | None = None  # the hash of a link that takes one answer
    now: datetime | None = None  # the moment of sending, where it is not `at`


class SurveyFull(Exception):
    """The survey has as many answers as it was to take."""


class LinkUsed(Exception):
    """Another form was sent by this link, which takes one answer."""


def submit(
    *, tenant: Tenant, version: QuestionnaireVersion, location: Node, submission: Submission
) -> bool:
    """Keep a form: response, feedback and outbox entries in one statement; a begun form goes.

    Returns False when this form was kept before; sending it again changes nothing, except that a
    form that was kept as it was left is completed. The month's partitions are made when the
    nightly job has not made them yet. Raises LinkUsed, and SurveyFull for a form that is whole;
    one that was left is kept anyway, since nobody could be told.
    """
    values = _values(tenant, version, location, submission)
    try:
        kept = _write(tenant.pk, version, values)
    except IntegrityError as error:
        # PostgreSQL says so when no partition takes a row.
        if getattr(error.__cause__, "sqlstate", None) != CHECK_VIOLATION:
            raise
        ensure_months(months=[month_of(submission.at)])
        kept = _write(tenant.pk, version, values)
    return kept or _come_again(tenant.pk, submission, values)


def _write(tenant_id: uuid.UUID, version: QuestionnaireVersion, values: Mapping[str, Any]) -> bool:
    with within(tenant_id), planned() as cursor:
        if not values["partial"] and not _is_taken(version, values):
            raise SurveyFull
        cursor.execute(SUBMIT, values)
        return bool(cursor.rowcount)


def _is_taken(version: QuestionnaireVersion, values: Mapping[str, Any]) -> bool:
    """Whether there is room, or this form was kept before there was none."""
    if take_turn(series=version.questionnaire, now=values["now"]):
        return True
    return Feedback.objects.filter(tenant_id=values["tenant"], id=values["id"]).exists()


def _come_again(tenant_id: uuid.UUID, submission: Submission, values: Mapping[str, Any]) -> bool:
    with within(tenant_id):
        if submission.link is not None:
            link = SurveyLink.objects.filter(pk=submission.link)
            if link.exclude(used_by=submission.id).exists():
                raise LinkUsed
        left = Feedback.objects.filter(
            tenant_id=tenant_id, id=submission.id, superseded_at=None, partial=True
        )
        if submission.partial or not left.exists():
            return False
        _complete(tenant_id, submission, values)
        return True


def _complete(tenant_id: uuid.UUID, submission: Submission, values: Mapping[str, Any]) -> None:
    """Somebody came back after the form was kept as it was left: now it is whole."""
    now = submission.now or submission.at
    ensure_months(months=[month_of(now)])
    correct(
        tenant_id=tenant_id,
        feedback_id=submission.id,
        now=now,
        scores=submission.scores,
        comment=submission.comment,
        partial=False,
        customer_id=submission.customer_id,
    )
    Response.objects.create(
        tenant_id=tenant_id,
        received_at=now,
        id=submission.id,
        version_id=values["version"],
        location_id=values["location"],
        channel=submission.channel,
        language=submission.language,
        answers=submission.answers,
    )
    put(
        tenant_id=tenant_id,
        topic=RECEIVED,
        key=submission.id,
        payload=json.loads(values["received"]),
    )


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
    received = {
        "location": str(location.pk),
        "version": str(version.pk),
        "questionnaire": str(version.questionnaire_id),
    }
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
        "changed": json.dumps(payload),
        "received": None if submission.partial else json.dumps(received),
        "customer": submission.customer_id,
        "visit": submission.visit_id,
        "partial": submission.partial,
        "link": submission.link,
        "now": submission.now or submission.at,
    }
