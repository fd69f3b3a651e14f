"""Letting rows count more or less, with a reason that a person can overrule. Rows stay as given."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from cxstats.sums import WEIGHT_ONE
from heedful.listen.feedback.domain import NoSuchFeedback, publish
from heedful.listen.feedback.factors import effective_weights
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.rules import CountedRows

# Rows told to the cells in one entry of the outbox, as with files.
CHUNK = 5_000

UPSERT = """
insert into listen_row_factor as known (tenant_id, feedback_id, kind, factor, reasons, made_at)
select %(tenant)s, id, %(kind)s, factor, string_to_array(reasons, ' ')::varchar(30)[], %(now)s
from unnest(%(ids)s::uuid[], %(factors)s::bigint[], %(reasons)s::text[])
    as told (id, factor, reasons)
order by id
on conflict (tenant_id, feedback_id, kind) do update set
    factor = excluded.factor, reasons = excluded.reasons, made_at = excluded.made_at
where (known.factor, known.reasons) is distinct from (excluded.factor, excluded.reasons)
"""


@dataclass(frozen=True, slots=True)
class Factors:
    """What some rows are to count, as columns of equal length."""

    ids: Sequence[uuid.UUID]
    factors: Sequence[int]  # millionths, 10,000 to 100,000,000; one million is "in full"
    reasons: Sequence[Sequence[str]]  # short codes without blanks, none for "in full"


@transaction.atomic
def set_factors(*, tenant_id: uuid.UUID, kind: str, factors: Factors, now: datetime) -> int:
    """Let rows count as told and tell the cells of the difference; return how many changed.

    Rows that are not named keep what they have. What a person decided holds; only what it is
    compared with changes. Rows that do not stand (any more) are left out. Call it inside the
    fence; sixty thousand rows take some seconds.
    """
    told = sorted(zip(factors.ids, factors.factors, factors.reasons, strict=True))
    changed = 0
    for start in range(0, len(told), CHUNK):
        part = {key: (factor, reasons) for key, factor, reasons in told[start : start + CHUNK]}
        write = partial(_upsert, tenant_id, kind, part, now)
        changed += _reweigh(tenant_id, list(part), write)
    return changed


@transaction.atomic
def overrule(
    *,
    tenant_id: uuid.UUID,
    feedback_id: uuid.UUID,
    kind: str,
    to: int | None,
    by_id: uuid.UUID | None,
    now: datetime,
) -> None:
    """Let a row count as a person says, whatever a study finds; None takes that back, exactly.

    Raises NoSuchFeedback.
    """

    def write(standing: Sequence[uuid.UUID]) -> None:
        if not standing:
            raise NoSuchFeedback(feedback_id)
        RowFactor.objects.get_or_create(
            tenant_id=tenant_id,
            feedback_id=feedback_id,
            kind=kind,
            defaults={"factor": WEIGHT_ONE, "made_at": now},
        )
        RowFactor.objects.filter(tenant_id=tenant_id, feedback_id=feedback_id, kind=kind).update(
            overruled_to=to,
            overruled_by=None if to is None else by_id,
            overruled_at=None if to is None else now,
        )
        _forget_what_says_nothing(tenant_id, kind, standing)

    _reweigh(tenant_id, [feedback_id], write)


def _reweigh(
    tenant_id: uuid.UUID,
    ids: Sequence[uuid.UUID],
    write: Callable[[Sequence[uuid.UUID]], None],
) -> int:
    """Change factors by `write` while their rows are locked, and publish what that changes."""
    standing = Feedback.objects.filter(tenant_id=tenant_id, id__in=ids, superseded_at=None)
    rows = list(standing.defer("comment", "respondent").order_by("id").select_for_update())
    keys, own = [row.id for row in rows], [row.weight for row in rows]
    before = effective_weights(tenant_id=tenant_id, ids=keys, weights=own)
    write(keys)
    after = effective_weights(tenant_id=tenant_id, ids=keys, weights=own)
    by_version: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[Feedback, int, int]]]
    by_version = defaultdict(list)
    for row, old, new in zip(rows, before, after, strict=True):
        if old != new:
            by_version[row.questionnaire_id, row.version_id].append((row, old, new))
    for (questionnaire_id, version_id), moved in by_version.items():
        _tell(tenant_id, questionnaire_id, version_id, moved)
    return sum(map(len, by_version.values()))


def _tell(
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    version_id: uuid.UUID,
    moved: Sequence[tuple[Feedback, int, int]],
) -> None:
    locations = [row.location_id for row, _, _ in moved]
    days = [row.day for row, _, _ in moved]
    scores = [row.scores for row, _, _ in moved]
    tell = partial(
        publish, tenant_id=tenant_id, questionnaire_id=questionnaire_id, version_id=version_id
    )
    old, new = [weight for _, weight, _ in moved], [weight for _, _, weight in moved]
    tell(rows=CountedRows(locations, days, scores, old), sign=-1)
    tell(rows=CountedRows(locations, days, scores, new), sign=1)


def _upsert(
    tenant_id: uuid.UUID,
    kind: str,
    told: dict[uuid.UUID, tuple[int, Sequence[str]]],
    now: datetime,
    standing: Sequence[uuid.UUID],
) -> None:
    mine = [told[key] for key in standing]
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            {
                "tenant": tenant_id,
                "kind": kind,
                "now": now,
                "ids": list(standing),
                "factors": [factor for factor, _ in mine],
                "reasons": [" ".join(reasons) for _, reasons in mine],
            },
        )
    _forget_what_says_nothing(tenant_id, kind, standing)


def _forget_what_says_nothing(tenant_id: uuid.UUID, kind: str, ids: Sequence[uuid.UUID]) -> None:
    """A row that counts in full, and of which nobody decided otherwise, needs no factor."""
    RowFactor.objects.filter(
        tenant_id=tenant_id, feedback_id__in=ids, kind=kind, factor=WEIGHT_ONE, overruled_to=None
    ).delete()
