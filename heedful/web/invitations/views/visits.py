"""Visits from a file: looked at, taken in, and what could not be read."""

import csv
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.connectors.callbacks import own_address
from heedful.base.org.files import waiting
from heedful.base.org.files.table import MAX_BYTES, NotATable
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import kept_list_or_404
from heedful.listen.imports.rules import formula_safe
from heedful.listen.invitations.queries import hook_of
from heedful.listen.invitations.visits.files import VisitPlan, plan_of, take_in
from heedful.listen.invitations.visits.hooks import end_hook, make_hook
from heedful.listen.invitations.visits.reading import COLUMNS
from heedful.web.csv_file import csv_file
from heedful.web.invitations.forms import VisitsForm

SHOWN = 50


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def visits_file(request: MemberRequest) -> HttpResponse:
    """Take a file of visits; nothing changes before it was looked at."""
    form = VisitsForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data["file"].read(MAX_BYTES + 1)
        try:
            plan_of(member=request.member, data=data, now=timezone.now())
        except NotATable as error:
            form.add_error("file", str(error))
        else:
            key = waiting.keep(tenant_id=request.member.tenant_id, data=data)
            return redirect("invitation-visits-check", key)
    hook = hook_of(member=request.member)
    context = {"form": form, "hook": hook}
    status = 422 if form.is_bound else 200
    return render(request, "invitations/visits_file.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def visits_check(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a file holds; taking it in is a second step."""
    plan = _plan_or_404(request, key)
    if request.method == "POST":
        taken = take_in(member=request.member, plan=plan, now=timezone.now())
        told = ngettext("%(n)s visit taken in.", "%(n)s visits taken in.", taken.new)
        messages.success(request, told % {"n": taken.new})
        if not plan.faults:
            waiting.forget(tenant_id=request.member.tenant_id, key=key)
            return redirect("invitations")
        return redirect("invitation-visits-check", key)
    context = {"plan": plan, "key": key, "shown": SHOWN}
    return render(request, "invitations/visits_check.html", context)


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def visits_rejected(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the lines that could not be read, each with the reason, to be mended and sent again."""
    plan = _plan_or_404(request, key)
    response = csv_file("rejected")
    writer = csv.writer(response)
    writer.writerow([*COLUMNS, "line", "reason"])
    for fault, values in plan.rejected:
        cells = [*(values.get(name, "") for name in COLUMNS), str(fault.line), fault.reason]
        writer.writerow([formula_safe(cell) for cell in cells])
    return response


@never_cache
@require_POST
@needs(Permission.INVITE_CUSTOMERS)
def make_address(request: MemberRequest) -> HttpResponse:
    """Make an address for signed messages; its secret is shown this once."""
    address, secret = make_hook(member=request.member, now=timezone.now())
    told = f"{own_address()}{reverse('hook-visits', args=[address])}"
    return render(request, "invitations/hook.html", {"address": told, "secret": secret})


@require_POST
@needs(Permission.INVITE_CUSTOMERS)
def end_address(request: MemberRequest) -> HttpResponse:
    """Let nobody tell visits at the person's address any more."""
    if end_hook(member=request.member):
        messages.success(request, _("Nobody can tell visits there any more."))
    return redirect("invitation-visits")


def _plan_or_404(request: MemberRequest, key: uuid.UUID) -> VisitPlan:
    data = kept_list_or_404(request, key)
    try:
        return plan_of(member=request.member, data=data, now=timezone.now())
    except NotATable as error:
        raise Http404(_("This is no file of visits.")) from error
