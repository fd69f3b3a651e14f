"""Locations: who needs help, and who is only noise."""

import csv
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.listen.imports.rules import formula_safe
from heedful.web.csv_file import csv_file
from heedful.web.locations.page import Page, locations_page
from heedful.web.locations.words import WORDS


@require_safe
@needs(Permission.SEE_FINDINGS)
def locations(request: MemberRequest) -> HttpResponse:
    """Show the places of a part of the tree, grouped by what may be said of them."""
    page = locations_page(member=request.member, query=request.GET.dict())
    if page is None:
        return render(request, "locations/empty.html")
    context: dict[str, Any] = {
        "page": page,
        "shown": [(WORDS[kind] if kind else None, rows) for kind, rows in page.shown],
        "counts": [(WORDS[kind], n) for kind, n in page.counts.items() if n],
        "by_name": request.GET.get("sort") == "name",
        "search": request.GET.get("search", ""),
    }
    return render(request, "locations/locations.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def locations_csv(request: MemberRequest) -> HttpResponse:
    """Send the same places as a table, all pages of it."""
    page = locations_page(member=request.member, query=request.GET.dict())
    if page is None:
        raise Http404
    response = csv_file("locations")
    _write(csv.writer(response), page)
    return response


def _write(writer: Any, page: Page) -> None:
    decimals = page.about.decimals + 2
    writer.writerow(
        [
            _("code"),
            _("name"),
            _("from"),
            _("to"),
            _("estimate"),
            _("low"),
            _("high"),
            _("answers"),
            _("change"),
            _("change low"),
            _("change high"),
            _("what may be said"),
            _("effective answers"),
            _("design effect"),
        ]
    )
    for row in page.rows:
        numbers = (row.value, row.low, row.high)
        moved = (row.change, row.change_low, row.change_high)
        writer.writerow(
            [
                formula_safe(row.node.code),
                formula_safe(row.node.name),
                page.period.window.first.isoformat(),
                page.period.window.last.isoformat(),
                *(_plain(number, decimals) for number in numbers),
                row.answers,
                *(_plain(number, decimals) for number in moved),
                WORDS[row.verdict].tag,
                _plain(row.effective, 1),
                _plain(row.design_effect, 2),
            ]
        )


def _plain(number: float, decimals: int) -> str:
    """A number as machines read it; nothing where it is not known."""
    return f"{number:.{decimals}f}" if number == number else ""  # noqa: PLR0124  # nan is not itself
