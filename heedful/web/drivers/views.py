"""Drivers: what goes with the score, and where that matters most."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.drivers.chart import LARGE, drawing, figure_of, title_of
from heedful.web.drivers.page import drivers_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def drivers(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show the shares of what is explained, with the room each rating has."""
    page = drivers_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None:
        return render(request, "drivers/empty.html")
    context = {"page": page, "figure": figure_of(page)}
    return render(request, "drivers/drivers.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send the chart as PDF, PNG or SVG; without shares the page says why there is none."""
    if kind not in FILE_TYPES:
        raise Http404
    page = drivers_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None or not page.rows:
        return redirect("drivers", key=key)
    caption = Caption(title_of(page), page.node.name, page.period.window)
    return as_file(drawing(page)(LARGE), kind=kind, name="drivers", caption=caption)
