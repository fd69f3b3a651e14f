"""Parts of the day: how an organisation cuts its trading day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.dayparts import DAYPARTS, clock
from heedful.base.org.queries import dayparts_of
from heedful.base.org.rules import Permission
from heedful.flows.dayparts import dayparts_chosen
from heedful.understand.weights.domain import has_the_whole
from heedful.web.dayparts.forms import DaypartsForm, minutes_of, shown_values
from heedful.web.week.words import daypart


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def dayparts(request: MemberRequest) -> HttpResponse:
    """Show the parts of the day, and keep others or the standard for who has the whole."""
    member, may_change = request.member, has_the_whole(member=request.member)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    day_starts = minutes_of(member.tenant.day_starts_at)
    if "standard" in request.POST:
        dayparts_chosen(tenant_id=member.tenant_id, dayparts=DAYPARTS)
        return _kept(request, _("The standard parts of the day hold again."))
    now = dayparts_of(tenant_id=member.tenant_id)
    initial = shown_values(now, day_starts=day_starts)
    form = DaypartsForm(request.POST or None, initial=initial, day_starts=day_starts)
    if form.is_valid():
        dayparts_chosen(tenant_id=member.tenant_id, dayparts=form.parts)
        return _kept(request, _("Saved."))
    context = {
        "form": form,
        "begins": clock(day_starts),
        "is_standard": now == DAYPARTS,
        "may_change": may_change,
        "parts": [(daypart(part), clock(part.starts)) for part in now],
    }
    return render(request, "dayparts/dayparts.html", context, status=422 if form.is_bound else 200)


def _kept(request: MemberRequest, words: str) -> HttpResponse:
    follows = _("The trading week and who answers follow in a minute or two.")
    messages.success(request, f"{words} {follows}")
    return redirect("dayparts")
