"""Who was not asked, and why."""

import csv
import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission, may
from heedful.base.org.views.shared import search_of
from heedful.listen.imports.rules import formula_safe
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.queries import not_asked
from heedful.web.csv_file import csv_file
from heedful.web.invitations.views.programmes import programme_or_404
from heedful.web.invitations.words import REASONS

PER_PAGE = 50


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def refused(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """List visits that nobody was asked about, with the reason."""
    found = programme_or_404(request, key)
    reason, search = request.GET.get("reason", ""), search_of(request)
    rows = not_asked(
        member=request.member,
        programme=found,
        reason=reason if reason in REASONS else "",
        search=search,
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": found,
        "page": page,
        "rows": [(row, _why(row)) for row in page],
        "reasons": REASONS.items(),
        "reason": reason,
        "search": search,
        "sees_customers": may(role=request.member.role, permission=Permission.SEE_CUSTOMERS),
    }
    return render(request, "invitations/refused.html", context)


@require_safe
@needs(Permission.INVITE_CUSTOMERS)
def refused_csv(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the same list as a file; it names visits, not customers."""
    found = programme_or_404(request, key)
    reason = request.GET.get("reason", "")
    rows = not_asked(
        member=request.member,
        programme=found,
        reason=reason if reason in REASONS else "",
        search=search_of(request),
    )
    response = csv_file("not-asked")
    writer = csv.writer(response)
    writer.writerow(
        [_("visit"), _("location"), _("visited at"), _("why"), _("chance of being drawn")]
    )
    for row in rows.iterator(chunk_size=2_000):
        cells = (row.visit.key, row.location.name, row.visit.visited_at.isoformat(), _why(row))
        writer.writerow([*map(formula_safe, cells), f"{row.chance:.4f}"])
    return response


def _why(invitation: Invitation) -> str:
    name = invitation.reason or invitation.state
    return str(REASONS.get(name, name))
