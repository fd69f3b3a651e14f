"""One chunk of a file into the database: what is new, what replaces, what was there already."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeVar

from django.db import connection

from heedful.listen.feedback.domain import publish
from heedful.listen.feedback.factors import effective_weights
from heedful.listen.feedback.models import Feedback
from heedful.listen.feedback.rules import CountedRows
from heedful.listen.feedback.traces import trace
from heedful.listen.imports import copying
from heedful.listen.imports.chunk import Chunk
from heedful.listen.imports.rules import Outcome
from heedful.listen.imports.siblings import Span

Value = TypeVar("Value")

_LOCK = 7_368_002  # any number; the same in every process


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored under a key now."""

    revision: int
    digest: bytes
    import_id: uuid.UUID | None


def lock(*, tenant_id: uuid.UUID) -> None:
    """Let one chunk after the other in, so that two imports never add the same row."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(tenant_id)])


def write_chunk(chunk: Chunk, target: copying.Target, *, among: Span | None) -> Outcome:
    """Write what is new or changed and what must follow from it.

    `among` is the time in which rows may be known already (None: nothing is). Rows that this very
    import wrote before it was interrupted are counted no second time. Call `lock` first, in the
    same transaction.
    """
    digests = chunk.batch.digests
    keys = [chunk.batch.keys[row] for row in chunk.rows]
    known = _known(target.tenant_id, keys, among) if among else {}
    positions, revisions, changed, same = [], [], [], 0
    for position, (row, key) in enumerate(zip(chunk.rows, keys, strict=True)):
        there = known.get(key)
        if there is not None and there.digest == digests[row]:
            same += there.import_id != target.import_id
            continue
        positions.append(position)
        revisions.append(there.revision + 1 if there else 0)
        if there:
            changed.append(key)
    if changed:
        _supersede(target, changed)
    if positions:
        _insert(chunk, positions, revisions, target)
    new = len(positions) - len(changed)
    return Outcome(new=new, changed=len(changed), same=same, rejected=len(chunk.rejects))


def _known(tenant_id: uuid.UUID, keys: Sequence[uuid.UUID], among: Span) -> dict[uuid.UUID, Known]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, revision, digest, import_id from listen_feedback where tenant_id = %s"
            " and id = any(%s::uuid[]) and superseded_at is null"
            " and occurred_at between %s and %s",
            [tenant_id, f"{{{','.join(map(str, keys))}}}", *among],
        )
        return {key: Known(revision, bytes(digest), by) for key, revision, digest, by in cursor}


def _supersede(target: copying.Target, keys: list[uuid.UUID]) -> None:
    """Mark the revisions that are replaced; they no longer count."""
    rows = Feedback.objects.filter(tenant_id=target.tenant_id, id__in=keys, superseded_at=None)
    tell(target.tenant_id, rows.order_by("id").select_for_update(), sign=-1)
    rows.update(superseded_at=target.received_at)


def _insert(
    chunk: Chunk, positions: list[int], revisions: list[int], target: copying.Target
) -> None:
    batch = chunk.batch
    rows = [chunk.rows[position] for position in positions]
    locations = [chunk.locations[position] for position in positions]
    days = [chunk.days[position] for position in positions]
    scores, weights = batch.scores[rows].tolist(), batch.weights[rows].tolist()
    written = copying.Rows(
        keys=[batch.keys[row] for row in rows],
        revisions=revisions,
        occurred=[chunk.occurred[position] for position in positions],
        days=days,
        locations=locations,
        channels=[batch.channels[row] for row in rows],
        languages=[batch.languages[row] for row in rows],
        scores=scores,
        weights=weights,
        comments=[batch.comments[row] for row in rows],
        respondents=[batch.respondents[row] for row in rows],
        digests=[batch.digests[row] for row in rows],
        seconds=_picked(batch.seconds, rows),
        receipts=_traces(target.tenant_id, batch.receipts, rows),
        devices=_traces(target.tenant_id, batch.devices, rows),
        answers=None if batch.answers is None else [batch.answers[row] for row in rows],
        partials=[bool(partial) for partial in _picked(batch.partials, rows)],
    )
    copying.insert(written, target)
    if any(revisions):
        # Only what was known before can have been given a factor.
        weights = effective_weights(tenant_id=target.tenant_id, ids=written.keys, weights=weights)
    publish(
        tenant_id=target.tenant_id,
        questionnaire_id=target.questionnaire_id,
        version_id=target.version_id,
        rows=CountedRows(locations, days, scores, weights),
    )


def _picked(values: Sequence[Value] | None, rows: Sequence[int]) -> Sequence[Value | None]:
    return [None] * len(rows) if values is None else [values[row] for row in rows]


def _traces(
    tenant_id: uuid.UUID, values: Sequence[str | None] | None, rows: Sequence[int]
) -> list[int | None]:
    return [trace(tenant_id=tenant_id, text=text) for text in _picked(values, rows)]


def tell(tenant_id: uuid.UUID, rows: Iterable[Feedback], *, sign: Literal[1, -1]) -> None:
    """Tell the cells of rows of any versions that count again (1) or no longer (-1)."""
    by_version = sorted(rows, key=lambda row: str(row.version_id))
    for (questionnaire_id, version_id), group in groupby(
        by_version, lambda row: (row.questionnaire_id, row.version_id)
    ):
        of_version = list(group)
        weights = effective_weights(
            tenant_id=tenant_id,
            ids=[row.id for row in of_version],
            weights=[row.weight for row in of_version],
        )
        counted = CountedRows(
            [row.location_id for row in of_version],
            [row.day for row in of_version],
            [row.scores for row in of_version],
            weights,
        )
        publish(
            tenant_id=tenant_id,
            questionnaire_id=questionnaire_id,
            version_id=version_id,
            rows=counted,
            sign=sign,
        )
