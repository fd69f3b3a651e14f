"""Who did what in the organisation."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.listen.imports.rules import formula_safe
from heedful.web.audit.page import all_rows, audit_page
from heedful.web.csv_file import csv_file


@never_cache
@require_safe
@needs(Permission.SEE_AUDIT)
def audit(request: MemberRequest) -> HttpResponse:
    """List what was done, newest first."""
    page = audit_page(member=request.member, query=request.GET.dict())
    return render(request, "audit/audit.html", {"page": page})


@require_safe
@needs(Permission.SEE_AUDIT)
@written_down
def audit_csv(request: MemberRequest) -> HttpResponse:
    """Send the same as a table, all pages of it."""
    response = csv_file("who-did-what")
    writer = csv.writer(response)
    headings = [_("when"), _("who"), _("action"), _("what"), _("about"), _("details")]
    writer.writerow([*headings, _("number"), _("seal")])
    for row in all_rows(member=request.member, query=request.GET.dict()):
        told = "; ".join(f"{name}: {value}" for name, value in row.details)
        texts = (row.who, row.action, row.what, row.about, told)
        safe = [formula_safe(text) for text in texts]
        writer.writerow([row.at.isoformat(), *safe, row.number, row.seal])
    return response
