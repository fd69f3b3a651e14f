"""Rows of feedback into the database by COPY, through a temporary table.

PostgreSQL refuses COPY into a table with row-level security, and an INSERT of many rows by
parameters costs four times as much.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from heedful.listen.surveys.definition import Value


@dataclass(frozen=True, slots=True)
class Target:
    """What all rows of a chunk have in common."""

    tenant_id: uuid.UUID
    questionnaire_id: uuid.UUID
    version_id: uuid.UUID
    import_id: uuid.UUID
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """Feedback as columns of equal length, ready to be written."""

    keys: Sequence[uuid.UUID]
    revisions: Sequence[int]
    occurred: Sequence[datetime]
    days: Sequence[date]
    locations: Sequence[uuid.UUID]
    channels: Sequence[str]
    languages: Sequence[str | None]
    scores: Sequence[Sequence[int]]
    weights: Sequence[int]
    comments: Sequence[str | None]
    respondents: Sequence[str | None]
    digests: Sequence[bytes]
    seconds: Sequence[Sequence[float] | None]
    receipts: Sequence[int | None]
    devices: Sequence[int | None]
    # All that was answered, where the rows are answers to a survey; left before the end.
    answers: Sequence[dict[str, Value]] | None
    partials: Sequence[bool]


_CREATE = """
create temp table if not exists incoming (
    id uuid, revision smallint, occurred_at timestamptz, day date, location_id uuid,
    channel text, language text, scores smallint[], weight bigint, comment text,
    respondent text, digest bytea, seconds real[], receipt bigint, device bigint,
    answers jsonb, partial boolean
) on commit drop
"""
_INSERT = """
insert into listen_feedback (
    tenant_id, questionnaire_id, version_id, import_id, received_at, id, revision, occurred_at,
    day, location_id, channel, language, scores, weight, comment, respondent, digest,
    seconds, receipt, device, partial
)
select %s, %s, %s, %s, %s, id, revision, occurred_at,
    day, location_id, channel, language, scores, weight, comment, respondent, digest,
    seconds, receipt, device, partial
from incoming
"""
# Found by whoever reads the row, since both were received at the same moment.
_INSERT_ANSWERS = """
insert into listen_response
    (tenant_id, received_at, id, version_id, location_id, channel, language, answers)
select %s, %s, id, %s, location_id, channel, language, answers from incoming
"""


def insert(rows: Rows, target: Target) -> None:
    """Write the rows; call it in the transaction of everything that follows from them."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy("copy incoming from stdin") as copy:
            copy.write("".join(_lines(rows)))
        cursor.execute(
            _INSERT,
            [
                target.tenant_id,
                target.questionnaire_id,
                target.version_id,
                target.import_id,
                target.received_at,
            ],
        )
        if rows.answers is not None:
            cursor.execute(
                _INSERT_ANSWERS, [target.tenant_id, target.received_at, target.version_id]
            )
        cursor.execute("truncate incoming")


def _lines(rows: Rows) -> Iterator[str]:
    """One line of COPY's text format for each row."""
    answers: Sequence[dict[str, Value] | None] = rows.answers or [None] * len(rows.keys)
    numbers = ["{" + ",".join(map(str, row)) + "}" for row in rows.scores]
    columns: Iterable[tuple[object, ...]] = zip(
        rows.keys,
        rows.revisions,
        rows.occurred,
        rows.days,
        rows.locations,
        rows.channels,
        (_escape((text or "")[:16]) for text in rows.languages),
        numbers,
        rows.weights,
        map(_escape, rows.comments),
        (_escape((text or "")[:200]) for text in rows.respondents),
        (f"\\\\x{digest.hex()}" for digest in rows.digests),
        ("\\N" if one is None else "{" + ",".join(map(str, one)) + "}" for one in rows.seconds),
        ("\\N" if one is None else one for one in rows.receipts),
        ("\\N" if one is None else one for one in rows.devices),
        map(_answers, answers),
        rows.partials,
        strict=True,
    )
    for values in columns:
        yield "\t".join(map(str, values)) + "\n"


def _answers(answers: dict[str, Value] | None) -> str:
    return "\\N" if answers is None else _escape(json.dumps(answers))


def _escape(text: str | None) -> str:
    """Escape what COPY reads as a sign of its own; what PostgreSQL cannot keep is replaced."""
    if not text:
        return ""
    if not text.isprintable():
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        text = text.encode("utf-8", "replace").decode()
        escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
        return escaped.replace("\n", "\\n").replace("\r", "\\r")
    return text.replace("\\", "\\\\")
