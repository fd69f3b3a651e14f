"""The way from the navigation to a page about the person's own part of the organisation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission


def own_part(url_name: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make a view that leads to a page's address for the person's scope; the query goes along."""

    @require_safe
    @needs(Permission.SEE_FINDINGS)
    def go(request: MemberRequest) -> HttpResponse:
        address = reverse(url_name, kwargs={"key": request.member.scope_id})
        query = request.META["QUERY_STRING"]
        return redirect(f"{address}?{query}" if query else address)

    return go
