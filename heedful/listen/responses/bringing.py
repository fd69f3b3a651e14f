"""Writing many answers of one version with few statements."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from heedful.base.tenancy.models import new_id
from heedful.listen.feedback.domain import CHANGED, RECEIVED
from heedful.listen.feedback.partitions import ensure_months, month_of
from heedful.listen.feedback.rules import CountedRows, changed_payload
from heedful.listen.responses.domain import CHECK_VIOLATION
from heedful.listen.surveys.definition import Value
from heedful.listen.surveys.models import QuestionnaireVersion

ROWS = """
with given as (
    select * from unnest(%(ids)s::uuid[], %(ats)s::timestamptz[], %(days)s::date[],
        %(locations)s::uuid[], %(languages)s::text[], %(answers)s::jsonb[], %(scores)s::text[],
        %(comments)s::text[], %(digests)s::bytea[], %(partials)s::boolean[])
        as given (id, at, day, location, language, answers, scores, comment, digest, partial)
    where not exists (select from listen_feedback
        where tenant_id = %(tenant)s and listen_feedback.id = given.id)
), response as (
    insert into listen_response
        (tenant_id, received_at, id, version_id, location_id, channel, language, answers)
    select %(tenant)s, at, id, %(version)s, location, 'api', language, answers from given
    on conflict do nothing
)
insert into listen_feedback
    (tenant_id, occurred_at, id, revision, received_at, day, location_id, questionnaire_id,
     version_id, channel, language, scores, weight, comment, respondent, digest, partial)
select %(tenant)s, at, id, 0, %(now)s, day, location, %(questionnaire)s, %(version)s, 'api',
    language, scores::smallint[], 1000000, comment, '', digest, partial
from given on conflict do nothing returning id
"""
FOLLOW = """
insert into base_outbox (tenant_id, topic, key, payload)
select %(tenant)s, topic, key, payload
from unnest(%(topics)s::text[], %(keys)s::uuid[], %(payloads)s::jsonb[])
    as follow (topic, key, payload)
"""


@dataclass(frozen=True, slots=True)
class Brought:
    """One answer, read and ready to be kept."""

    id: uuid.UUID
    at: datetime
    day: date
    location_id: uuid.UUID
    language: str
    scores: Sequence[int]
    comment: str
    answers: Mapping[str, Value]
    digest: bytes
    partial: bool


def bring(
    *, tenant_id: uuid.UUID, version: QuestionnaireVersion, rows: Sequence[Brought], now: datetime
) -> set[uuid.UUID]:
    """Write answers with what must follow, in one transaction; return which were new."""
    try:
        with transaction.atomic():
            return _write(tenant_id, version, rows, now)
    except IntegrityError as error:
        # PostgreSQL says so when no partition takes a row.
        if getattr(error.__cause__, "sqlstate", None) != CHECK_VIOLATION:
            raise
        ensure_months(months={month_of(row.at) for row in rows})
        with transaction.atomic():
            return _write(tenant_id, version, rows, now)


def _write(
    tenant_id: uuid.UUID,
    version: QuestionnaireVersion,
    rows: Sequence[Brought],
    now: datetime,
) -> set[uuid.UUID]:
    values: dict[str, Any] = {
        "tenant": tenant_id,
        "version": version.pk,
        "questionnaire": version.questionnaire_id,
        "now": now,
        "ids": [row.id for row in rows],
        "ats": [row.at for row in rows],
        "days": [row.day for row in rows],
        "locations": [row.location_id for row in rows],
        "languages": [row.language for row in rows],
        "answers": [json.dumps(row.answers) for row in rows],
        "scores": ["{" + ",".join(map(str, row.scores)) + "}" for row in rows],
        "comments": [row.comment for row in rows],
        "digests": [row.digest for row in rows],
        "partials": [row.partial for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS, values)
        kept = {key for (key,) in cursor.fetchall()}
        if kept:
            cursor.execute(FOLLOW, _follow(tenant_id, version, rows, kept))
    return kept


def _follow(
    tenant_id: uuid.UUID,
    version: QuestionnaireVersion,
    rows: Sequence[Brought],
    kept: set[uuid.UUID],
) -> dict[str, Any]:
    """One entry tells the cells of all rows; who must look is told of each."""
    new = list({row.id: row for row in rows if row.id in kept}.values())
    counted = CountedRows(
        [row.location_id for row in new], [row.day for row in new], [row.scores for row in new]
    )
    changed = changed_payload(
        questionnaire_id=version.questionnaire_id, version_id=version.pk, rows=counted, sign=1
    )
    told = [row for row in new if not row.partial]
    about = {"version": str(version.pk), "questionnaire": str(version.questionnaire_id)}
    return {
        "tenant": tenant_id,
        "topics": [CHANGED, *[RECEIVED] * len(told)],
        "keys": [new_id(), *(row.id for row in told)],
        "payloads": [
            json.dumps(changed),
            *(json.dumps({**about, "location": str(row.location_id)}) for row in told),
        ],
    }
