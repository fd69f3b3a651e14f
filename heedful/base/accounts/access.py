"""Who may open a page: every view says what it needs, and a test asks each one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of a signed-in person; `MemberMiddleware` fills it."""

    member: Member


def needs(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Open the view to members whose role has `permission`; send strangers to sign in."""

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member = getattr(request, "member", None)
            if member is None:
                return _sign_in_first(request)
            if not may(role=member.role, permission=permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # member is set

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the walk test
        return guarded  # type: ignore[return-value]  # `wraps` keeps the narrower request

    return decorate


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A fragment cannot show a sign-in page; htmx loads the whole page again.
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())
