"""The address at which things are done to a case, from its page."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.act.alerts.domain import see_of_cases
from heedful.act.cases.queries import cases_visible_to
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.notify.domain import read
from heedful.base.org.rules import Permission
from heedful.web.cases.problems import KNOWN, problem_of
from heedful.web.cases.views.doing import ACTS
from heedful.web.cases.views.one import show

# What a person typed and gets back when it could not be done.
TYPED = ("text", "what", "reason", "cost")
# Whoever does one of these looks after the case, so nobody else is called about it.
LOOKS_AFTER = frozenset({"take", "call", "write", "promise", "close"})


@require_POST
@needs(Permission.WORK_CASES)
def act(request: MemberRequest, key: uuid.UUID, what: str) -> HttpResponse:
    """Do one thing, and lead back to the page. What cannot be done keeps what was typed."""
    if what not in ACTS:
        raise Http404
    case = get_object_or_404(cases_visible_to(member=request.member), pk=key)
    try:
        with transaction.atomic():
            told, now = ACTS[what](request, case), timezone.now()
            read(member=request.member, paths=[reverse("case", args=[key])], now=now)
            if what in LOOKS_AFTER:
                see_of_cases(cases=[case], by=request.member, now=now)
    except KNOWN as error:
        problem, status = problem_of(error)
        typed = {name: request.POST.get(name, "") for name in TYPED}
        return show(request, key, status=status, problem=problem, failed=what, typed=typed)
    if told is None:
        return HttpResponse(status=204)
    messages.success(request, told)
    return redirect("case", key=key)
