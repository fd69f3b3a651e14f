"""Each request of a signed-in person runs in one transaction inside their tenant's fence."""

from collections.abc import Callable
from contextlib import ExitStack
from zoneinfo import ZoneInfo

import structlog
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from heedful.base.accounts.queries import membership
from heedful.base.tenancy.domain import as_user, within

STAMP = "member_stamp"


class MemberMiddleware:
    """Set `request.member`, bind who it is to the log, open the tenant's fence and set its clock.

    A session whose stamp is not the member's ends: the role or scope was changed meanwhile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = None  # type: ignore[attr-defined]  # see access.MemberRequest
        if not request.user.is_authenticated:
            return self.get_response(request)
        with ExitStack() as stack:
            stack.enter_context(as_user(request.user.pk))
            member = membership(user=request.user)
            if member is None or request.session.get(STAMP, str(member.stamp)) != str(member.stamp):
                logout(request)
                return self.get_response(request)
            request.session.setdefault(STAMP, str(member.stamp))
            request.member = member  # type: ignore[attr-defined]  # see access.MemberRequest
            stack.enter_context(within(member.tenant_id))
            stack.enter_context(timezone.override(ZoneInfo(member.tenant.time_zone)))
            with structlog.contextvars.bound_contextvars(
                tenant=str(member.tenant_id), user=str(request.user.pk)
            ):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
