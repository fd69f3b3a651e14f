"""Rosters: brought, looked at, taken in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.files import waiting
from heedful.base.org.files.locations import FileHasFaults
from heedful.base.org.files.roster import (
    RosterPlan,
    import_roster,
    preview_roster,
    read_roster,
    undo_roster,
)
from heedful.base.org.files.table import MAX_BYTES, NotATable
from heedful.base.org.forms import RosterFileForm
from heedful.base.org.queries import dayparts_of
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import kept_list_or_404, status_of

SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def roster_file(request: MemberRequest) -> HttpResponse:
    """Take a roster; nothing changes before it was looked at."""
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data["file"].read(MAX_BYTES + 1)
        try:
            read_roster(data)
        except NotATable as error:
            form.add_error("file", str(error))
        else:
            key = waiting.keep(tenant_id=request.member.tenant_id, data=data)
            return redirect("org-roster-check", key)
    parts = dayparts_of(tenant_id=request.member.tenant_id)
    context = {"form": form, "dayparts": [part.name for part in parts]}
    return render(request, "org/roster_file.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def roster_check(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a roster would change; taking it in is a second step, out again a third."""
    member, data = request.member, kept_list_or_404(request, key)
    if request.method != "POST":
        plan = preview_roster(tenant=member.tenant, data=data, scope_id=member.scope_id)
        return _show(request, plan)
    try:
        if "undo" in request.POST:
            return _undo(request, key, data)
        plan = import_roster(tenant=member.tenant, data=data, scope_id=member.scope_id)
    except FileHasFaults as error:
        return _show(request, RosterPlan(faults=error.faults), status=422)
    taken = plan.added + plan.changed
    told = ngettext(
        "%(n)s shift taken in. The trading week tells of it from tonight on.",
        "%(n)s shifts taken in. The trading week tells of them from tonight on.",
        taken,
    )
    messages.success(request, told % {"n": taken})
    # The file is kept for its day, so that the same page can take it out again.
    return redirect("org-roster-check", key)


def _undo(request: MemberRequest, key: uuid.UUID, data: bytes) -> HttpResponse:
    member = request.member
    gone = undo_roster(tenant=member.tenant, data=data, scope_id=member.scope_id)
    waiting.forget(tenant_id=member.tenant_id, key=key)
    told = ngettext("%(n)s shift taken out again.", "%(n)s shifts taken out again.", gone)
    messages.success(request, told % {"n": gone})
    return redirect("org-roster-file")


def _show(request: MemberRequest, plan: RosterPlan, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "shown": SHOWN, "title": _("What the roster would change")}
    return render(request, "org/roster_check.html", context, status=status)
