"""A file under way and what came of it."""

import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from io import TextIOWrapper

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.listen.imports import domain, queries, tasks
from heedful.listen.imports.models import Import, ImportState
from heedful.listen.imports.running import columns_of
from heedful.listen.imports.views.shared import import_or_404

PER_PAGE = 100
IN_MEMORY = 8_000_000


@require_safe
@needs(Permission.IMPORT_FILES)
def one(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show how far the file is, or what came of it."""
    entry = import_or_404(request, import_id)
    if entry.state == ImportState.UPLOADED:
        return redirect("import-mapping", entry.pk)
    return render(request, "imports/one.html", _status(entry))


@require_safe
@needs(Permission.IMPORT_FILES)
def progress(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """The part of the page that is fetched again while the file is under way."""
    entry = import_or_404(request, import_id)
    return render(request, "imports/_status.html", _status(entry))


def _status(entry: Import) -> dict[str, object]:
    rows = entry.rows_new + entry.rows_changed + entry.rows_same + entry.rows_rejected
    unread = [
        (code, text, count)
        for code, counts in entry.notes.get("unread", {}).items()
        for text, count in counts.items()
    ]
    unread.sort(key=lambda one: (-one[2], one))
    under_way = entry.state in queries.UNDER_WAY
    return {"entry": entry, "under_way": under_way, "rows": rows, "unread": unread}


@require_POST
@needs(Permission.IMPORT_FILES)
def start(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Have the file read; also the way to try again."""
    return _queue(request, import_id, domain.queue_import, tasks.defer_run)


@require_POST
@needs(Permission.IMPORT_FILES)
def undo(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Have taken out what the file added."""
    by_id, now = request.member.user_id, timezone.now()
    queue = partial(domain.queue_undo, by_id=by_id, now=now)
    return _queue(request, import_id, queue, tasks.defer_undo)


def _queue(
    request: MemberRequest,
    import_id: uuid.UUID,
    queue: Callable[..., None],
    defer: Callable[..., None],
) -> HttpResponse:
    entry = import_or_404(request, import_id)
    try:
        queue(entry=entry)
    except domain.NotReady:
        messages.warning(request, _("This cannot be done now; see below how far the file is."))
    else:
        defer(entry=entry)
    return redirect("import", entry.pk)


@require_POST
@needs(Permission.IMPORT_FILES)
def forget(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Delete a file from which nothing is in."""
    entry = import_or_404(request, import_id)
    try:
        domain.forget_file(entry=entry)
    except domain.NotReady:
        messages.warning(request, _("Something of this file is in. Take it out first."))
        return redirect("import", entry.pk)
    messages.success(request, _("The file is deleted."))
    return redirect("imports")


@require_safe
@needs(Permission.IMPORT_FILES)
def rejected(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Rows that stayed outside, with the reason of each."""
    entry = import_or_404(request, import_id)
    rows = Paginator(queries.rejects_of(entry=entry), PER_PAGE)
    context = {"entry": entry, "page": rows.get_page(request.GET.get("page"))}
    return render(request, "imports/rejected.html", context)


@require_safe
@needs(Permission.IMPORT_FILES)
@written_down
def rejected_csv(request: MemberRequest, import_id: uuid.UUID) -> FileResponse:
    """The same as a CSV file, which no spreadsheet takes for formulas.

    It is written before it is sent, because a stream would run outside the organisation's fence.
    """
    entry = import_or_404(request, import_id)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    queries.write_rejects(entry=entry, columns=columns_of(entry=entry), file=text)
    text.detach()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="rejected.csv", content_type="text/csv")
