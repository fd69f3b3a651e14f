"""Scores over time: how the score moved, and which movements are changes."""

import csv
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file, on_page
from heedful.web.csv_file import csv_file
from heedful.web.method.card import card_page
from heedful.web.trends.card import card_of
from heedful.web.trends.chart import NARROW, drawing
from heedful.web.trends.page import Trends, page_or_404, trends_page
from heedful.web.trends.points import Score
from heedful.web.trends.words import STEPS, said_odd_day, said_shifts


@require_safe
@needs(Permission.SEE_FINDINGS)
def trends(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show the score by week or month with the changes of it."""
    page = trends_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None:
        return render(request, "trends/empty.html")
    decimals = page.about.decimals
    context: dict[str, Any] = {
        "page": page,
        "steps": STEPS,
        "shifts": said_shifts(page.shifts, decimals),
        "everywhere": said_shifts(page.everywhere, decimals),
        "places": [(one.node, said_shifts([one.shift], decimals)[0]) for one in page.places],
        "odd_days": [said_odd_day(one) for one in reversed(page.odd_days)],
        "wide": on_page(drawing(page)) if page.known else "",
        "narrow": on_page(drawing(page, width=NARROW)) if page.known else "",
    }
    return render(request, "trends/trends.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def trends_chart(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send the chart as PDF, PNG or SVG."""
    if kind not in FILE_TYPES:
        raise Http404
    page = page_or_404(member=request.member, key=str(key), query=request.GET.dict())
    subject = page.about.subject
    told = {"measure": _(subject.metric.label), "item": subject.item.label}
    title = _("%(measure)s of “%(item)s”, scores over time") % told
    caption = Caption(title, page.node.name, page.period.window)
    return as_file(drawing(page), kind=kind, name="scores-over-time", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def trends_csv(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the numbers of the chart as a table."""
    page = page_or_404(member=request.member, key=str(key), query=request.GET.dict())
    response = csv_file("scores-over-time")
    _write(csv.writer(response), page)
    return response


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how the numbers of the page came to be."""
    key = request.GET.get("node") or str(request.member.scope_id)
    page = page_or_404(member=request.member, key=key, query=request.GET.dict())
    return card_page(request, card_of(page, f"{reverse('trends', args=[key])}?{page.query}"))


def _write(writer: Any, page: Trends) -> None:
    writer.writerow(
        [
            _("from"),
            _("to"),
            _("estimate"),
            _("low"),
            _("high"),
            _("answers"),
            _("group above"),
            _("group above, low"),
            _("group above, high"),
            _("group above, answers"),
        ]
    )
    for point in page.points:
        days = (point.first.isoformat(), point.last.isoformat())
        writer.writerow([*days, *_plain(point.here), *_plain(point.above)])


def _plain(score: Score) -> list[str]:
    """A score as machines read it; nothing where it is not known well enough."""
    numbers = (score.value, score.low, score.high)
    return [*(f"{one:.4f}" if score.enough else "" for one in numbers), str(score.answers)]
