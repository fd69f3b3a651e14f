"""Today of a location: status, the one thing, what is new; readable in thirty seconds."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.queries import locations_visible_to
from heedful.base.org.rules import Permission
from heedful.web.live import render_live
from heedful.web.today.page import today_page


@require_safe
@vary_on_headers("HX-Request")
@needs(Permission.SEE_TODAY)
def today(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show the page, or only its changing part when htmx asks for it."""
    page = today_page(
        member=request.member, key=str(key), query=request.GET.dict(), now=timezone.now()
    )
    if request.headers.get("HX-Request"):
        return render(request, "today/body.html", {"page": page})
    return render_live(request, "today/today.html", {"page": page})


@require_safe
@needs(Permission.SEE_TODAY)
def today_own(request: MemberRequest) -> HttpResponse:
    """Go to one's own location; who has several chooses."""
    places = list(locations_visible_to(member=request.member).order_by("name")[:500])
    if len(places) == 1:
        return redirect("today", key=places[0].pk)
    return render(request, "today/choose.html", {"places": places})
