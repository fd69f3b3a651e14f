"""Where rows of a file may lie already: among those that files of the same series brought."""

import uuid
from datetime import datetime

from django.db.models import Max, Min, Q

from heedful.listen.feedback.models import Feedback
from heedful.listen.imports.mapping import read_mapping
from heedful.listen.imports.mapping.model import Series
from heedful.listen.imports.models import Import

Span = tuple[datetime, datetime]


class Siblings:
    """Keys of rows are made of their series, so only imports of the same series can share them.

    Without this, each row would be looked for in every month that there ever was.
    """

    def __init__(self, entry: Import, family: Series) -> None:
        self._entry = entry
        self._family = family
        # An import that begins again after an interruption meets its own rows.
        self._own = {entry.pk} if entry.rows_new or entry.rows_changed else set()
        self._is_sibling: dict[uuid.UUID, bool] = {}
        self._counted: dict[uuid.UUID, int] | None = None
        self._span: Span | None = None

    def span(self) -> Span | None:
        """Return the first and last moment of their rows, None when there are none.

        Asked anew for each chunk, because another import may be under way; call it under the lock.
        """
        counted = self._count()
        if counted != self._counted:
            self._counted = counted
            rows = Feedback.objects.filter(
                tenant_id=self._entry.tenant_id, import_id__in=[*counted, *self._own]
            )
            ends = rows.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
            self._span = (ends["first"], ends["last"]) if ends["first"] else None
        return self._span

    def _count(self) -> dict[uuid.UUID, int]:
        """How many rows each sibling has brought so far."""
        others = Import.objects.filter(
            Q(rows_new__gt=0) | Q(rows_changed__gt=0), tenant=self._entry.tenant_id
        ).exclude(pk=self._entry.pk)
        return {
            key: new + changed
            for key, new, changed in others.values_list("pk", "rows_new", "rows_changed")
            if self._belongs(key)
        }

    def _belongs(self, key: uuid.UUID) -> bool:
        if key not in self._is_sibling:
            text = Import.objects.values_list("mapping", flat=True).get(pk=key)
            self._is_sibling[key] = read_mapping(text).family == self._family
        return self._is_sibling[key]
