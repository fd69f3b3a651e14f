"""Data soundness: which answers count less and why, and deciding otherwise."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.feedback.models import FactorKind
from heedful.listen.feedback.weighing import overrule
from heedful.understand.metrics.rules import Window
from heedful.understand.quality.queries import doubted_visible_to
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.method.card import card_page
from heedful.web.soundness.card import card_of
from heedful.web.soundness.chart import drawing, figure_of, title_of
from heedful.web.soundness.page import soundness_page

# What a person may decide of an answer, in millionths; None takes a decision back.
DECISIONS = {"full": 1_000_000, "less": 50_000, "back": None}


@require_safe
@needs(Permission.SEE_FINDINGS)
def soundness(request: MemberRequest) -> HttpResponse:
    """Show verdicts, suspected places and doubtful answers of the person's part."""
    page = soundness_page(
        member=request.member,
        reason=request.GET.get("reason", ""),
        asked=request.GET.get("page", ""),
    )
    if page is None:
        return render(request, "soundness/empty.html")
    context = {"page": page, "figure": figure_of(page)}
    return render(request, "soundness/soundness.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, kind: str) -> HttpResponse:
    """Send the chart as PDF, PNG or SVG; where every answer counts in full the page says so."""
    if kind not in FILE_TYPES:
        raise Http404
    page = soundness_page(member=request.member, reason="", asked="")
    if page is None or not page.reasons:
        return redirect("soundness")
    place = request.member.scope.name
    caption = Caption(title_of(page), place, Window(page.run.first_day, page.run.last_day))
    return as_file(drawing(page)(WIDE), kind=kind, name="soundness", caption=caption)


@require_POST
@needs(Permission.WEIGH_ANSWERS)
def decide(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Let an answer count in full, or less, or as it was found again."""
    decision = request.POST.get("decision", "")
    known = doubted_visible_to(member=request.member).filter(feedback_id=key)
    if not known.exists():
        raise Http404
    if decision not in DECISIONS:
        messages.error(request, _("Nothing was decided. Choose what the answer counts."))
        return redirect("soundness")
    overrule(
        tenant_id=request.member.tenant_id,
        feedback_id=key,
        kind=FactorKind.QUALITY,
        to=DECISIONS[decision],
        by_id=request.member.user_id,
        now=timezone.now(),
    )
    messages.success(request, _("Decided. The numbers follow within seconds."))
    return redirect("soundness")


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how answers are doubted."""
    return card_page(request, card_of(reverse("soundness")))
