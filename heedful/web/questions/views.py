"""Questions: is each a good one, how much does it tell, which could go."""

import csv
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.listen.imports.rules import formula_safe
from heedful.understand.questions.rules import ScaleUse, Told
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.csv_file import csv_file
from heedful.web.method.card import card_page
from heedful.web.questions.card import card_of
from heedful.web.questions.chart import ALONE, DRAWINGS, SHORTEST, drawing, figure_of, title_of
from heedful.web.questions.page import Questions, questions_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def questions(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show every question with its findings, and the shortest form."""
    page = questions_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None:
        return render(request, "questions/empty.html")
    context = {
        "page": page,
        "figure_alone": figure_of(page, ALONE),
        "figure_shortest": figure_of(page, SHORTEST),
    }
    return render(request, "questions/questions.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, key: uuid.UUID, about: str, kind: str) -> HttpResponse:
    """Send a chart as PDF, PNG or SVG; the page says why where there is too little for it."""
    if kind not in FILE_TYPES or about not in DRAWINGS:
        raise Http404
    page = questions_page(member=request.member, key=str(key), query=request.GET.dict())
    chart = drawing(page, about) if page else None
    if page is None or chart is None:
        return redirect("questions-of", key=key)
    caption = Caption(title_of(page, about), page.node.name, page.period.window)
    return as_file(chart(WIDE), kind=kind, name=f"questions-{about}", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def questions_csv(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the same as a table."""
    page = _page(request, str(key))
    response = csv_file("questions")
    _write(csv.writer(response), page)
    return response


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how the numbers of the page came to be."""
    page = _page(request, request.GET.get("node") or str(request.member.scope_id))
    back = f"{reverse('questions-of', args=[page.node.pk])}?{page.period.query}"
    return card_page(request, card_of(page, back))


def _page(request: MemberRequest, key: str) -> Questions:
    """Raises Http404 without feedback too."""
    page = questions_page(member=request.member, key=key, query=request.GET.dict())
    if page is None:
        raise Http404
    return page


def _write(writer: Any, page: Questions) -> None:
    writer.writerow(
        [
            _("code"),
            _("question"),
            _("answers"),
            _("scale used"),
            _("share of best answers"),
            _("share of worst answers"),
            _("told by the others"),
            _("low"),
            _("high"),
            _("goes with the others"),
            _("could be dropped"),
            _("findings"),
        ]
    )
    for row in page.rows:
        use = row.use
        writer.writerow(
            [
                formula_safe(use.item.code),
                formula_safe(use.item.label),
                use.n,
                *(_scale(use.scale) if use.scale else [""] * 3),
                *(_told(use.told) if use.told else [""] * 4),
                _("yes") if row.could_go else _("no"),
                formula_safe("; ".join(f"{told.name}: {one.words}" for one, told in row.findings)),
            ]
        )


def _scale(scale: ScaleUse) -> list[str]:
    return [_plain(scale.used), _plain(scale.top.value), _plain(scale.bottom.value)]


def _told(told: Told) -> list[str]:
    share = told.share
    return [*map(_plain, (share.value, share.low, share.high, told.discrimination))]


def _plain(number: float) -> str:
    """A number as machines read it."""
    return f"{number:.3f}"
