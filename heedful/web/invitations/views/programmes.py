"""Programmes that invite customers: made, looked over, started and paused."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.invitations import domain
from heedful.listen.invitations.models import Programme
from heedful.listen.invitations.preview import preview
from heedful.listen.invitations.queries import plan_of, programmes_visible_to
from heedful.web.invitations.card import card_of
from heedful.web.invitations.forms import PlanForm, ProgrammeForm, shown_values
from heedful.web.invitations.page import listed, programme_page
from heedful.web.invitations.words import CHANNELS, REASONS
from heedful.web.method.card import card_page

PER_PAGE = 20
STEPS = {
    "visits": gettext_lazy("Visits looked at"),
    "reachable": gettext_lazy("With somebody to ask"),
    "drawn": gettext_lazy("Drawn by chance"),
    "invited": gettext_lazy("Invited"),
    "answered": gettext_lazy("Answered"),
}


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def programmes(request: MemberRequest) -> HttpResponse:
    """List the programmes with how many of those invited have answered."""
    found = Paginator(programmes_visible_to(member=request.member), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = listed(member=request.member, programmes=list(page), now=timezone.now())
    return render(request, "invitations/programmes.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def make(request: MemberRequest) -> HttpResponse:
    """Make a draft; nobody is asked before it is started."""
    form = ProgrammeForm(request.POST or None, member=request.member)
    if form.is_valid():
        try:
            made = domain.make_programme(by=request.member, now=timezone.now(), **form.cleaned_data)
        except domain.NameTaken:
            form.add_error("name", _("Another programme has this name."))
        else:
            return redirect("programme", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "invitations/make.html", {"form": form}, status=status)


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def programme(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what became of visits, and what the programme decides."""
    found, now = programme_or_404(request, key), timezone.now()
    page = programme_page(member=request.member, programme=found, steps=STEPS, now=now)
    would = preview(programme=found, now=now) if "preview" in request.GET else None
    context = {
        "page": page,
        "would": would,
        "would_reasons": [(REASONS[k], n) for k, n in would.reasons.items()] if would else [],
        "would_channels": [(CHANNELS[k], n) for k, n in would.by_channel.items()] if would else [],
    }
    return render(request, "invitations/programme.html", context)


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def card(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Tell how chances and the response rate come about."""
    found = programme_or_404(request, key)
    told = card_of(member=request.member, programme=found, now=timezone.now())
    return card_page(request, told)


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def settings(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Change who is asked, when and how often."""
    found = programme_or_404(request, key)
    plan = plan_of(found)
    form = PlanForm(request.POST or None, initial=shown_values(plan))
    if form.is_valid():
        domain.change_plan(
            programme=found,
            plan=form.plan(plan.wording),
            by=request.member,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. It holds from the next visit on."))
        return redirect("programme", found.pk)
    context = {"form": form, "programme": found}
    status = 422 if form.is_bound else 200
    return render(request, "invitations/settings.html", context, status=status)


@require_POST
@needs(Permission.INVITE_CUSTOMERS)
def start(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Ask about visits from now on."""
    found = programme_or_404(request, key)
    domain.start(programme=found, by=request.member, now=timezone.now())
    messages.success(
        request, _("Running. Visits that are not too long ago are looked at every minute.")
    )
    return redirect("programme", key)


@require_POST
@needs(Permission.INVITE_CUSTOMERS)
def pause(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Ask nobody until it is started again."""
    found = programme_or_404(request, key)
    try:
        domain.pause(programme=found, by=request.member, now=timezone.now())
    except domain.NotRunning:
        messages.info(request, _("It was not running."))
    else:
        messages.success(request, _("Paused. Nobody is asked or reminded until you start it."))
    return redirect("programme", key)


def programme_or_404(request: MemberRequest, key: uuid.UUID) -> Programme:
    return get_object_or_404(programmes_visible_to(member=request.member), pk=key)
