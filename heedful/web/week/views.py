"""The trading week: which weekdays and dayparts are weak or strong."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission, may
from heedful.understand.metrics.rules import Window
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.method.card import card_page
from heedful.web.week.card import card_of
from heedful.web.week.chart import drawing, figure_of, title_of
from heedful.web.week.page import week_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def week(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show a location's week, or which places of a group are weak when."""
    page = week_page(member=request.member, key=str(key))
    if page is None:
        return render(request, "week/empty.html")
    manages = may(role=request.member.role, permission=Permission.MANAGE_LOCATIONS)
    context = {"page": page, "may_manage": manages, "figure": figure_of(page)}
    return render(request, "week/week.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send the heat map as PDF, PNG or SVG; without answers the page says why there is none."""
    if kind not in FILE_TYPES:
        raise Http404
    page = week_page(member=request.member, key=str(key))
    if page is None or not (page.rows or page.marked):
        return redirect("week", key=key)
    caption = Caption(title_of(page), page.node.name, Window(page.run.first_day, page.run.last_day))
    return as_file(drawing(page)(WIDE), kind=kind, name="trading-week", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how marks and numbers of a page came to be."""
    key = request.GET.get("node") or str(request.member.scope_id)
    page = week_page(member=request.member, key=key)
    if page is None:
        return render(request, "week/empty.html")
    return card_page(request, card_of(page, reverse("week", args=[page.node.pk])))
