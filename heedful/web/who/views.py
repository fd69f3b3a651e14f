"""Who answers: answers beside visits, and bringing visits."""

import uuid
from pathlib import PurePath
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.files import waiting
from heedful.base.org.files.table import MAX_BYTES
from heedful.base.org.rules import Permission, may
from heedful.flows.traffic import NoQuestionnaire, traffic_brought, traffic_taken_back
from heedful.flows.weighting import way_chosen
from heedful.understand.weights.domain import NotTheWhole, has_the_whole, preview_traffic
from heedful.understand.weights.traffic import NotTraffic, TrafficPlan
from heedful.understand.weights.ways import Way
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.method.card import card_page
from heedful.web.who.card import card_of
from heedful.web.who.chart import drawing, figure_of, title_of
from heedful.web.who.forms import VisitsForm
from heedful.web.who.page import who_page

LONGEST_NAME = 100


@require_safe
@needs(Permission.SEE_FINDINGS)
def who(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show who answers, what weighting changes, and what stays unknown."""
    page = who_page(member=request.member, key=str(key))
    if page is None:
        return render(request, "who/empty.html")
    may_bring = may(role=request.member.role, permission=Permission.IMPORT_FILES)
    context = {"page": page, "may_bring": may_bring, "figure": figure_of(page)}
    return render(request, "who/who.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def chart(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send the chart as PDF, PNG or SVG; without visits the page says what to bring."""
    if kind not in FILE_TYPES:
        raise Http404
    page = who_page(member=request.member, key=str(key))
    if page is None or not page.mix:
        return redirect("who-answers-of", key=key)
    caption = Caption(title_of(page), page.node.name, page.window)
    return as_file(drawing(page)(WIDE), kind=kind, name="who-answers", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
def card(request: MemberRequest) -> HttpResponse:
    """Tell how the numbers of the page came to be."""
    page = who_page(member=request.member, key=request.GET.get("node"))
    if page is None:
        return render(request, "who/empty.html")
    return card_page(request, card_of(page, reverse("who-answers-of", args=[page.node.pk])))


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def visits_file(request: MemberRequest) -> HttpResponse:
    """Take a file of visits; nothing changes before it was looked at."""
    form = VisitsForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(MAX_BYTES + 1)
        name = PurePath(file.name).name[-LONGEST_NAME:]
        try:
            _plan(request, data, name)
        except NotTraffic as error:
            form.add_error("file", str(error))
        else:
            key = waiting.keep(tenant_id=request.member.tenant_id, data=data)
            asked = urlencode({"name": name})
            return redirect(f"{reverse('visits-check', args=[key])}?{asked}")
    status = 422 if form.is_bound else 200
    return render(request, "who/visits_file.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def visits_check(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a file of visits holds; taking it in is a second step."""
    tenant_id = request.member.tenant_id
    try:
        data = waiting.take(tenant_id=tenant_id, key=key)
        plan = _plan(request, data, request.GET.get("name", "")[-LONGEST_NAME:])
    except (waiting.Gone, NotTraffic) as error:
        raise Http404 from error
    if request.method != "POST":
        return render(request, "who/visits_check.html", {"plan": plan})
    try:
        traffic_brought(tenant_id=tenant_id, plan=plan, now=timezone.now())
    except NoQuestionnaire:
        messages.error(request, _("Bring feedback first; visits stand beside it."))
        return redirect("visits")
    waiting.forget(tenant_id=tenant_id, key=key)
    messages.success(request, _("Taken in. In a minute answers stand beside these visits."))
    return redirect("who-answers")


@require_POST
@needs(Permission.IMPORT_FILES)
def visits_back(request: MemberRequest) -> HttpResponse:
    """Take the visits brought last back; those before hold again."""
    if not has_the_whole(member=request.member):
        raise PermissionDenied
    if traffic_taken_back(tenant_id=request.member.tenant_id):
        messages.success(request, _("Taken back. In a minute this page is as it was before."))
    return redirect("who-answers")


@require_POST
@needs(Permission.WEIGH_ANSWERS)
def weighting(request: MemberRequest) -> HttpResponse:
    """Choose how the answers of the whole organisation are weighted; rows follow by a job."""
    member = request.member
    if not has_the_whole(member=member):
        raise PermissionDenied
    wanted = request.POST.get("way", "")
    if wanted not in set(Way):
        messages.error(request, _("Nothing was changed. Choose how answers are weighted."))
        return redirect("who-answers")
    try:
        way_chosen(
            tenant_id=member.tenant_id, way=Way(wanted), by_id=member.user_id, now=timezone.now()
        )
    except NoQuestionnaire:
        messages.error(request, _("Bring feedback first; there is nothing to weight yet."))
    else:
        messages.success(request, _("Chosen. Every number follows in a minute or two."))
    return redirect("who-answers")


def _plan(request: MemberRequest, data: bytes, name: str) -> TrafficPlan:
    """Raises NotTraffic; PermissionDenied for a person whose part is not the whole."""
    if len(data) > MAX_BYTES:
        raise NotTraffic(_("The file is larger than 20 MB."))
    try:
        return preview_traffic(member=request.member, data=data, name=name)
    except NotTheWhole as error:
        raise PermissionDenied from error
