"""Consistency: where differences sit, how even places are, and what a single visit tells."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.understand.metrics.rules import Window
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file, on_page
from heedful.web.consistency.cards import CARDS, card_of
from heedful.web.consistency.chart import NARROW, drawing
from heedful.web.consistency.page import consistency_page
from heedful.web.consistency.shop import SURE, shop_page
from heedful.web.consistency.words import EVENNESS, PARTS, WHY_NOT
from heedful.web.method.card import card_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def consistency(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show where differences sit, and of each place its spread, its bad days and its rank."""
    page = consistency_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None:
        return render(request, "consistency/empty.html")
    context = {
        "page": page,
        "parts": [(part, *PARTS[part.name]) for part in page.told],
        "not_told": [(PARTS[part.name][0], WHY_NOT[part.name]) for part in page.not_told],
        "evenness": EVENNESS,
    }
    if page.node.is_location:
        return render(request, "consistency/location.html", context)
    context["wide"] = on_page(drawing(page)) if page.rows else ""
    context["narrow"] = on_page(drawing(page, width=NARROW)) if page.rows else ""
    return render(request, "consistency/group.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send the chart of rank ranges as PDF, PNG or SVG; without ranks the page says why."""
    if kind not in FILE_TYPES:
        raise Http404
    page = consistency_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None or not page.rows:
        return redirect("consistency", key=key)
    window = Window(page.run.first_day, page.run.last_day)
    caption = Caption(_("Ranks of locations, each a range"), page.node.name, window)
    return as_file(drawing(page), kind=kind, name="rank-ranges", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
def mystery_shop(request: MemberRequest) -> HttpResponse:
    """Show how often a visit or two put two locations in the wrong order."""
    page = shop_page(member=request.member, query=request.GET.dict())
    if page is None:
        return render(request, "consistency/empty.html")
    return render(request, "consistency/shop.html", {"page": page, "sure": SURE})


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest, about: str) -> HttpResponse:
    """Tell how one kind of number on these pages came to be; without numbers the page says why."""
    if about not in CARDS:
        raise Http404
    key = request.GET.get("node") or str(request.member.scope_id)
    page = consistency_page(member=request.member, key=key, query=request.GET.dict())
    if page is None:
        return redirect("consistency", key=key)
    return card_page(request, card_of(about, page))
