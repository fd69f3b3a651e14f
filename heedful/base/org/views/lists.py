"""Lists of locations and of people: brought, looked at, taken in."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.files import waiting
from heedful.base.org.files.locations import FileHasFaults, import_locations, preview_locations
from heedful.base.org.files.people import PeoplePlan, import_people, preview_people
from heedful.base.org.files.planning import LocationPlan
from heedful.base.org.files.table import MAX_BYTES, NotATable, read_table
from heedful.base.org.forms import ListFileForm, LocationListForm
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import kept_list_or_404, status_of, today

SHOWN = 200
MOST_LEVELS = 12


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def locations_file(request: MemberRequest) -> HttpResponse:
    """Take a list of locations; nothing changes before it was looked at."""
    form = LocationListForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (key := _kept(request, form, needs_columns=("code",))):
        levels = urlencode({"levels": form.cleaned_data["levels"]})
        return redirect(f"{reverse('org-locations-check', args=[key])}?{levels}")
    return render(request, "org/locations_file.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def locations_check(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a list of locations would change; taking it in is a second step."""
    member, data = request.member, kept_list_or_404(request, key)
    levels = _levels(request.GET.get("levels", ""))
    if request.method != "POST":
        plan = preview_locations(
            tenant=member.tenant, data=data, scope_id=member.scope_id, path_columns=levels
        )
        return _show(request, "org/locations_check.html", plan)
    try:
        plan = import_locations(
            tenant=member.tenant,
            data=data,
            since=today(),
            scope_id=member.scope_id,
            path_columns=levels,
        )
    except FileHasFaults as error:
        return _show(request, "org/locations_check.html", LocationPlan(faults=error.faults))
    waiting.forget(tenant_id=member.tenant_id, key=key)
    told = {"added": len(plan.added), "changed": len(plan.changed), "moved": len(plan.moved)}
    messages.success(request, _("%(added)s added, %(changed)s changed, %(moved)s moved.") % told)
    return redirect("org-tree")


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def people_file(request: MemberRequest) -> HttpResponse:
    """Take a list of people; nothing changes before it was looked at."""
    form = ListFileForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (key := _kept(request, form, needs_columns=("email", "role"))):
        return redirect("org-people-check", key)
    return render(request, "org/people_file.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def people_check(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a list of people would change; taking it in is a second step."""
    member, data = request.member, kept_list_or_404(request, key)
    if request.method != "POST":
        plan = preview_people(tenant=member.tenant, data=data, scope_id=member.scope_id)
        return _show(request, "org/people_check.html", plan)
    try:
        plan = import_people(
            tenant=member.tenant,
            data=data,
            scope_id=member.scope_id,
            by=member,
            now=timezone.now(),
        )
    except FileHasFaults as error:
        return _show(request, "org/people_check.html", PeoplePlan(faults=error.faults))
    waiting.forget(tenant_id=member.tenant_id, key=key)
    told = {"added": len(plan.added), "changed": len(plan.changed)}
    messages.success(request, _("%(added)s added, %(changed)s changed.") % told)
    return redirect("org-people")


def _kept(
    request: MemberRequest, form: ListFileForm, *, needs_columns: tuple[str, ...]
) -> uuid.UUID | None:
    """Keep the list until it was looked at; None when it is no list, which the form then says."""
    data = form.cleaned_data["file"].read(MAX_BYTES + 1)
    try:
        read_table(data, needs=needs_columns)
    except NotATable as error:
        form.add_error("file", str(error))
        return None
    return waiting.keep(tenant_id=request.member.tenant_id, data=data)


def _levels(text: str) -> tuple[str, ...]:
    names = (name.strip().casefold() for name in text.split(",")[:MOST_LEVELS])
    return tuple(filter(None, names))


def _show(request: MemberRequest, template: str, plan: LocationPlan | PeoplePlan) -> HttpResponse:
    context = {"plan": plan, "shown": SHOWN}
    status = 422 if plan.faults and request.method == "POST" else 200
    return render(request, template, context, status=status)
