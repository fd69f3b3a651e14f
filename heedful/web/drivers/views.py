"""Drivers: what goes with the score, and where that matters most."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.web.drivers.page import drivers_page


@require_safe
@needs(Permission.SEE_FINDINGS)
def drivers(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show the shares of what is explained, with the room each rating has."""
    page = drivers_page(member=request.member, key=str(key), query=request.GET.dict())
    if page is None:
        return render(request, "drivers/empty.html")
    return render(request, "drivers/drivers.html", {"page": page})
