"""Writing many answers of one version with few statements."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from heedful.base.statements import planned
from heedful.listen.feedback.domain import publish
from heedful.listen.feedback.partitions import ensure_months, month_of
from heedful.listen.feedback.rules import CountedRows, changed_payload
from heedful.listen.surveys.definition import Value
from heedful.listen.surveys.models import QuestionnaireVersion

# Months whose partitions are there; they are never taken away.
SEEN: set[date] = set()
# Lists travel in PostgreSQL's own form: writing them as text would cost as much as all the rest.
# The plan is kept while a month fills up. The offset has each id looked up by itself, by its index:
# as a join of ten expected rows a young month would be read as a whole, long after it has grown.
ROWS = """
with given as (
    select * from unnest(%(ids)b::uuid[], %(ats)b::timestamptz[], %(days)b::date[],
        %(locations)b::uuid[], %(languages)b::text[], %(answers)b::jsonb[], %(scores)b::text[],
        %(comments)b::text[], %(digests)b::bytea[], %(partials)b::boolean[], %(customers)b::uuid[])
        as given
            (id, at, day, location, language, answers, scores, comment, digest, partial, customer)
    where not exists (select from listen_feedback
        where tenant_id = %(tenant)s and listen_feedback.id = given.id offset 0)
), response as (
    insert into listen_response
        (tenant_id, received_at, id, version_id, location_id, channel, language, answers)
    select %(tenant)s, at, id, %(version)s, location, 'api', language, answers from given
    on conflict do nothing
), feedback as (
    insert into listen_feedback
        (tenant_id, occurred_at, id, revision, received_at, day, location_id, questionnaire_id,
         version_id, channel, language, scores, weight, comment, respondent, digest, partial,
         customer_id)
    select %(tenant)s, at, id, 0, %(now)s, day, location, %(questionnaire)s, %(version)s, 'api',
        language, scores::smallint[], 1000000, comment, '', digest, partial,
        customer
    from given on conflict do nothing returning id, location_id, partial
), told as (
    insert into base_outbox (tenant_id, topic, key, payload)
    select %(tenant)s, 'feedback.received', id, jsonb_build_object('location', location_id,
        'version', %(version)s::uuid, 'questionnaire', %(questionnaire)s::uuid)
    from feedback where not partial
    union all
    select %(tenant)s, 'feedback.changed', %(first)s, %(changed)s::jsonb
    where (select count(*) from feedback) = %(number)s
)
select id from feedback
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
    customer_id: uuid.UUID | None = None


def bring(
    *, tenant_id: uuid.UUID, version: QuestionnaireVersion, rows: Sequence[Brought], now: datetime
) -> set[uuid.UUID]:
    """Write answers with what must follow, in the caller's transaction; return which were new.

    One statement writes rows and tells whoever must look. The cells are told with it when all rows
    were new; else by an entry of those that were.
    """
    make_room({month_of(row.at) for row in rows})
    with planned() as cursor:
        cursor.execute(ROWS, _values(tenant_id, version, rows, now))
        kept = {key for (key,) in cursor.fetchall()}
    if len(kept) < len(rows):
        new = list({row.id: row for row in rows if row.id in kept}.values())
        publish(
            tenant_id=tenant_id,
            questionnaire_id=version.questionnaire_id,
            version_id=version.pk,
            rows=_counted(new),
        )
    return kept


def make_room(months: set[date]) -> None:
    """Make the partitions of months that this process has not seen yet."""
    if missing := months - SEEN:
        ensure_months(months=missing)
        transaction.on_commit(partial(SEEN.update, missing))


def _changed(version: QuestionnaireVersion, rows: Sequence[Brought]) -> Mapping[str, Any]:
    return changed_payload(
        questionnaire_id=version.questionnaire_id,
        version_id=version.pk,
        rows=_counted(rows),
        sign=1,
    )


def _counted(rows: Sequence[Brought]) -> CountedRows:
    return CountedRows(
        [row.location_id for row in rows], [row.day for row in rows], [row.scores for row in rows]
    )


def _values(
    tenant_id: uuid.UUID, version: QuestionnaireVersion, rows: Sequence[Brought], now: datetime
) -> dict[str, Any]:
    return {
        "tenant": tenant_id,
        "version": version.pk,
        "questionnaire": version.questionnaire_id,
        "now": now,
        "number": len(rows),
        "first": rows[0].id,
        "changed": json.dumps(_changed(version, rows)),
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
        "customers": [row.customer_id for row in rows],
    }
