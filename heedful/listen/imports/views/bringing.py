"""Bringing files, and all that were brought."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.imports import domain, queries
from heedful.listen.imports.forms import UploadForm
from heedful.listen.imports.storage import TooLarge

PER_PAGE = 50
# The form around the files takes some bytes of its own.
ENVELOPE = 100_000


@require_safe
@needs(Permission.IMPORT_FILES)
def imports(request: MemberRequest) -> HttpResponse:
    return _listing(request, UploadForm())


def _listing(request: MemberRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    rows = queries.imports_visible_to(member=request.member)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "limit": settings.ENVIRONMENT.max_upload_mb}
    return render(request, "imports/list.html", context, status=status)


# The body is looked at only after its length: checking the token would read all of it first.
@csrf_exempt
@require_POST
@needs(Permission.IMPORT_FILES)
def bring(request: MemberRequest) -> HttpResponse:
    """Keep the files; each then waits for its mapping."""
    limit = settings.ENVIRONMENT.max_upload_mb * 1_000_000 + ENVELOPE
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        return _too_large(request)
    return cast("HttpResponse", _bring(request))


@csrf_protect
def _bring(given: HttpRequest) -> HttpResponseBase:
    request = cast("MemberRequest", given)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _listing(request, form, status=422)
    member = request.member
    try:
        brought = [
            domain.bring_file(
                tenant_id=member.tenant_id,
                by_id=member.user_id,
                file_name=file.name,
                chunks=file.chunks(),
            )
            for file in form.cleaned_data["file"]
        ]
    except TooLarge:
        return _too_large(request)
    if len(brought) == 1:
        return redirect("import-mapping", brought[0].pk)
    messages.success(request, _("The files are here. Say of each what its columns are."))
    return redirect("imports")


def _too_large(request: MemberRequest) -> HttpResponse:
    sentence = _("A file may have %(limit)s MB at most. Pack it with gzip, or split it.")
    context = {"sentence": sentence % {"limit": settings.ENVIRONMENT.max_upload_mb}}
    return render(request, "imports/too_large.html", context, status=413)
