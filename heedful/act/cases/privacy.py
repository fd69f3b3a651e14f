"""Everything that cases hold of one person: told to them, and erased.

What colleagues noted among themselves is theirs to read too, when a person asks what is kept.
"""

import uuid
from collections.abc import Collection

from django.db import transaction

from heedful.act.cases.models import (
    Case,
    CaseEvent,
    CaseFeedback,
    CaseMessage,
    CaseNote,
    CasePromise,
    CaseQuestion,
)

# What a line of each table tells of a person.
_TOLD = {
    "messages": (CaseMessage, ("at", "direction", "way", "text")),
    "notes": (CaseNote, ("at", "text")),
    "promises": (CasePromise, ("made_at", "due_at", "done_at", "text")),
    "questions": (CaseQuestion, ("asked_at", "answered_at", "answer", "words")),
}
_OF_CASE = ("number", "opened_at", "closed_at", "state", "customer_name", "words", "score")


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell everything that cases keep of a person, as plain values. Call it inside the fence."""
    cases = Case.objects.filter(tenant=tenant_id, customer_id__in=list(customer_ids))
    told: dict[str, object] = {"cases": _plain(list(cases.order_by("number").values(*_OF_CASE)))}
    for name, (table, fields) in _TOLD.items():
        rows = table.objects.filter(tenant=tenant_id, case__in=cases)  # type: ignore[attr-defined]  # models
        told[name] = _plain(list(rows.order_by("pk").values(*fields)))
    return told


def _plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {
            name: value if isinstance(value, str | int | bool | None) else str(value)
            for name, value in row.items()
        }
        for row in rows
    ]


@transaction.atomic
def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Erase a person from their cases; what stays is that there was one, when, and its cause.

    Returns how many cases there were. Safe to repeat. Call it inside the fence.
    """
    cases = Case.objects.filter(tenant=tenant_id, customer_id__in=list(customer_ids))
    keys = list(cases.values_list("pk", flat=True))
    for table in (CaseMessage, CaseNote, CaseQuestion, CasePromise, CaseEvent, CaseFeedback):
        table.objects.filter(tenant=tenant_id, case__in=keys).delete()
    return Case.objects.filter(pk__in=keys).update(
        customer_id=None, customer_name="", words="", pause_reason="", reasons=[]
    )
