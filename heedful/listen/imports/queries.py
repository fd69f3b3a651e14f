"""The only doors to imports for a signed-in person."""

import csv
from collections.abc import Sequence
from typing import IO

from django.db.models import QuerySet

from heedful.base.org.models import Member, Placement
from heedful.listen.imports.models import Import, ImportReject, ImportState
from heedful.listen.imports.rules import formula_safe

WHY = ("rejected: column", "rejected: reason", "rejected: line")
UNDER_WAY = (ImportState.QUEUED, ImportState.RUNNING, ImportState.UNDOING)


def imports_visible_to(*, member: Member) -> QuerySet[Import]:
    """Whoever works for the whole sees all files; others see those that they brought."""
    found = Import.objects.filter(tenant=member.tenant_id).select_related("by", "tenant")
    whole = Placement.objects.filter(
        tenant=member.tenant_id, node=member.scope_id, parent=None
    ).exists()
    found = found if whole else found.filter(by=member.user_id)
    return found.order_by("-created_at")


def rejects_of(*, entry: Import) -> QuerySet[ImportReject]:
    """Rows that stayed outside, in the order of the file."""
    return ImportReject.objects.filter(tenant=entry.tenant_id, source=entry).order_by("line", "id")


def earlier_mappings(*, member: Member, but: Import) -> list[str]:
    """Mappings by which files went in before, the newest first, each once."""
    done = imports_visible_to(member=member).filter(state=ImportState.DONE).exclude(pk=but.pk)
    return list(dict.fromkeys(done.exclude(mapping="").values_list("mapping", flat=True)[:50]))


def write_rejects(*, entry: Import, columns: Sequence[str], file: IO[str]) -> None:
    """Write rejected rows under the file's own columns, so that it can be brought again.

    What was wrong stands behind them, in columns that no mapping names.
    """
    writer = csv.writer(file)
    writer.writerow([*map(formula_safe, columns), *WHY])
    for reject in rejects_of(entry=entry).iterator(chunk_size=2_000):
        cells = [cell or "" for cell in reject.row][: len(columns)]
        cells += [""] * (len(columns) - len(cells)) + [reject.column, reject.reason]
        writer.writerow([*map(formula_safe, cells), reject.line])
