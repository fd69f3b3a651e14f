"""The report of cases, and the method cards."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.act.cases.models import Case
from heedful.act.cases.queries import cases_visible_to, settings_of
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission, may
from heedful.web.cases.card import order_card, report_card
from heedful.web.cases.report import case_report
from heedful.web.method.card import card_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def report(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show how cases went at a place."""
    page = case_report(
        member=request.member, key=str(key), query=request.GET.dict(), now=timezone.now()
    )
    return render(request, "cases/report.html", {"page": page})


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest, about: str) -> HttpResponse:
    """Tell how the order of cases, or the report, is made."""
    if about == "report":
        return card_page(request, report_card(back=reverse("cases-report-own")))
    if about != "order":
        raise Http404
    settings = settings_of(tenant_id=request.member.tenant_id)
    found = _case(request)
    back = reverse("case", args=[found.pk]) if found else reverse("cases")
    currency = request.member.tenant.currency
    shown = order_card(settings=settings, currency=currency, case=found, back=back)
    return card_page(request, shown)


def _case(request: MemberRequest) -> Case | None:
    """The case that a person came from, when they work cases and it is in their scope."""
    if not may(role=request.member.role, permission=Permission.WORK_CASES):
        return None
    try:
        key = uuid.UUID(request.GET.get("case", ""))
    except ValueError:
        return None
    return cases_visible_to(member=request.member).filter(pk=key).first()
