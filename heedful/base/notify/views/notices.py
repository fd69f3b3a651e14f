"""What a person is told, and how many of it they have not read."""

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.notify import domain
from heedful.base.notify.page import told_of
from heedful.base.notify.queries import notices_visible_to
from heedful.base.org.rules import Permission

PER_PAGE = 30


@require_safe
@needs(Permission.SEE_TODAY)
def notices(request: MemberRequest) -> HttpResponse:
    """List what a person was told, newest first, and what became of it on each way."""
    found = Paginator(notices_visible_to(member=request.member), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = told_of(member=request.member, notices=list(page))
    return render(request, "notify/notices.html", {"page": page, "rows": rows})


@never_cache
@require_safe
@needs(Permission.SEE_TODAY)
def unread(request: MemberRequest) -> HttpResponse:
    """Say how many notices a person has not read."""
    n = notices_visible_to(member=request.member).filter(read_at=None).order_by()[:100].count()
    return JsonResponse({"unread": n})


@require_POST
@needs(Permission.SEE_TODAY)
def read_all(request: MemberRequest) -> HttpResponse:
    domain.read(member=request.member, now=timezone.now())
    return redirect("notices")
