"""The start page: each person lands where their day begins."""

from django.http import HttpResponse
from django.shortcuts import redirect

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.accounts.domain import FIRST_OWNER
from heedful.base.org.rules import Permission, may


@needs(Permission.SEE_TODAY)
def home(request: MemberRequest) -> HttpResponse:
    """Send the first owner to the first page, a manager to Today, others to Locations."""
    member = request.member
    if member.user.email == FIRST_OWNER:
        return redirect("start")
    if member.scope.is_location or not may(role=member.role, permission=Permission.SEE_FINDINGS):
        return redirect("today-own")
    return redirect("locations")
