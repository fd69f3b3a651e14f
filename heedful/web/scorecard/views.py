"""The scorecard: how often the numbers were right where the truth is known."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.web.scorecard.record import newest


@require_safe
@needs(Permission.SEE_TODAY)
def scorecard(request: MemberRequest) -> HttpResponse:
    """Show every line; method cards link to theirs."""
    return render(request, "scorecard/scorecard.html", {"scorecard": newest()})
