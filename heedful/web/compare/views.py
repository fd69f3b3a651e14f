"""Compare locations of one kind, and groups of them, item by item."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.understand.metrics.rules import METRICS
from heedful.web.compare.card import card_of
from heedful.web.compare.page import FEWEST, MOST, benchmarks_page, compare_page
from heedful.web.method.card import card_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def compare(request: MemberRequest) -> HttpResponse:
    """Set locations that a person picks side by side."""
    page = compare_page(member=request.member, query=request.GET)
    if page is None:
        return render(request, "compare/empty.html", {"title": _("Compare locations")})
    context = {"page": page, "metrics": METRICS.values(), "fewest": FEWEST, "most": MOST}
    return render(request, "compare/compare.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def benchmarks(request: MemberRequest) -> HttpResponse:
    """Set groups side by side: of the tree, of a brand, of a kind."""
    page = benchmarks_page(member=request.member, query=request.GET)
    if page is None:
        return render(request, "compare/empty.html", {"title": _("Benchmarks")})
    context = {"page": page, "metrics": METRICS.values()}
    return render(request, "compare/benchmarks.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how figures that stand side by side came to be."""
    is_groups = "by" in request.GET
    back = reverse("benchmarks" if is_groups else "compare")
    title = _("Benchmarks") if is_groups else _("Locations side by side")
    return card_page(request, card_of(title, f"{back}?{request.GET.urlencode()}"))
