"""Pages of alerts: the list, one of them, saying that somebody looks after it."""

import csv
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.act.alerts import domain
from heedful.act.alerts.queries import alerts_visible_to
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission, may
from heedful.listen.imports.rules import formula_safe
from heedful.web.alerts.page import Row, alerts_page, all_rows, rows_of
from heedful.web.csv_file import csv_file
from heedful.web.live import render_live


@require_safe
@needs(Permission.SEE_ALERTS)
def alerts(request: MemberRequest) -> HttpResponse:
    """List alerts of the person's part; the list fetches itself again when something is new."""
    page = alerts_page(member=request.member, query=request.GET.dict())
    if request.headers.get("HX-Request"):
        return render(request, "alerts/list.html", {"page": page})
    may_manage = may(role=request.member.role, permission=Permission.MANAGE_ALERTS)
    context = {"page": page, "may_manage": may_manage}
    return render_live(request, "alerts/alerts.html", context)


@require_safe
@needs(Permission.SEE_ALERTS)
@written_down
def alerts_csv(request: MemberRequest) -> HttpResponse:
    """Send the same list as a table, all pages of it."""
    response = csv_file("alerts")
    writer = csv.writer(response)
    names = (_("when"), _("location"), _("rule"), _("why"), _("score"), _("of"), _("comment"))
    writer.writerow([*names, _("looked after by"), _("since")])
    for row in all_rows(member=request.member, query=request.GET.dict()):
        writer.writerow([formula_safe(one) for one in _cells(row)])
    return response


def _cells(row: Row) -> list[str]:
    one, who = row.alert, row.alert.seen_by
    return [
        row.at.isoformat(),
        one.location.name,
        "; ".join(dict.fromkeys(why.rule for why in row.whys)),
        "; ".join(said for why in row.whys for said in why.sentences),
        "" if one.score is None else str(one.score),
        "" if one.score_high is None else str(one.score_high),
        row.comment,
        (who.user.name or who.user.email) if who else "",
        one.seen_at.isoformat() if one.seen_at else "",
    ]


@require_safe
@needs(Permission.SEE_ALERTS)
def alert(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show one alert: who said what, why it was raised, who looks after it."""
    found = get_object_or_404(alerts_visible_to(member=request.member), pk=key)
    (row,) = rows_of(member=request.member, alerts=[found])
    may_work = may(role=request.member.role, permission=Permission.WORK_CASES)
    return render(request, "alerts/alert.html", {"row": row, "may_work": may_work})


@require_POST
@needs(Permission.SEE_ALERTS)
def see(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Say that somebody looks after an alert."""
    found = get_object_or_404(alerts_visible_to(member=request.member), pk=key)
    if domain.see(alerts=[found], by=request.member, now=timezone.now()):
        messages.success(request, _("You look after it. Nobody else is called."))
    else:
        messages.info(request, _("Somebody looks after it already."))
    return redirect("alert", key=key)


@require_POST
@needs(Permission.SEE_ALERTS)
def unsee(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Take that back."""
    found = get_object_or_404(alerts_visible_to(member=request.member), pk=key)
    domain.unsee(alerts=[found], by=request.member, now=timezone.now())
    messages.success(request, _("It is open again."))
    return redirect("alert", key=key)
