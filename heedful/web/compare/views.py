"""Compare locations of one kind, and groups of them, item by item."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.understand.metrics.rules import METRICS
from heedful.web.compare.card import card_of
from heedful.web.compare.chart import figure_of
from heedful.web.compare.files import file_of
from heedful.web.compare.page import (
    FEWEST,
    MOST,
    Benchmarks,
    Compared,
    benchmarks_page,
    compare_page,
    subjects_of,
)
from heedful.web.method.card import card_page
from heedful.web.tables import TABLES


@require_safe
@needs(Permission.SEE_FINDINGS)
def compare(request: MemberRequest) -> HttpResponse:
    """Set locations that a person picks side by side."""
    page = compare_page(member=request.member, query=request.GET)
    if page is None:
        return render(request, "compare/empty.html", {"title": _("Compare locations")})
    context = {"fewest": FEWEST, "most": MOST} | _shown(request, page, _locations(), "compare-file")
    return render(request, "compare/compare.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def benchmarks(request: MemberRequest) -> HttpResponse:
    """Set groups side by side: of the tree, of a brand, of a kind."""
    page = benchmarks_page(member=request.member, query=request.GET)
    if page is None:
        return render(request, "compare/empty.html", {"title": _("Benchmarks")})
    context = _shown(request, page, _groups(), "benchmarks-file")
    return render(request, "compare/benchmarks.html", context)


def _shown(
    request: MemberRequest, page: Compared | Benchmarks, label: str, file: str
) -> dict[str, object]:
    figure = None
    if page.table:
        figure = figure_of(page.table, label=label, file=file, query=request.GET)
    files = [(told[0], reverse(file, args=[kind])) for kind, told in TABLES.items()]
    shown: dict[str, object] = {"page": page, "metrics": METRICS.values(), "label": label}
    return shown | {"figure": figure, "files": files}


def _locations() -> str:
    return _("Locations side by side")


def _groups() -> str:
    return _("Groups side by side")


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def compare_file(request: MemberRequest, kind: str) -> HttpResponse:
    """Send locations side by side as a table or a chart."""
    page = compare_page(member=request.member, query=request.GET)
    return _file(page, kind, "locations-side-by-side", _locations(), "compare")


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def benchmarks_file(request: MemberRequest, kind: str) -> HttpResponse:
    """Send groups side by side as a table or a chart."""
    page = benchmarks_page(member=request.member, query=request.GET)
    return _file(page, kind, "benchmarks", _groups(), "benchmarks")


def _file(
    page: Compared | Benchmarks | None, kind: str, name: str, label: str, shown_at: str
) -> HttpResponse:
    if page is None or page.table is None:
        return redirect(shown_at)  # It says what there is to choose first.
    return file_of(page.table, kind=kind, name=name, label=label)


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how figures that stand side by side came to be."""
    is_groups = "by" in request.GET
    back = f"{reverse('benchmarks' if is_groups else 'compare')}?{request.GET.urlencode()}"
    title = _("Benchmarks") if is_groups else _locations()
    found = subjects_of(member=request.member, query=request.GET)
    if found is None:
        raise Http404
    return card_page(request, card_of(title, back, *found))
