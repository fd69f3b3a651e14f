"""Files that people take out are written down, with the address that makes the same file again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.utils import timezone

from heedful.base.accounts.access import MemberRequest
from heedful.base.audit.domain import record
from heedful.base.audit.rules import LONGEST_ADDRESS, Action, person

P = ParamSpec("P")
# What somebody looked for may be a name.
NOT_KEPT = ("search", "q")


def written_down(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[MemberRequest, P], HttpResponseBase]:
    """Write down who took a file. This is the one thing that looking changes."""

    @wraps(view)
    def kept(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.has_header("Content-Disposition"):
            query = request.GET.copy()
            for name in NOT_KEPT:
                query.pop(name, None)
            record(
                tenant_id=request.member.tenant_id,
                actor=person(request.member.user_id),
                action=Action.EXPORTED,
                details={"address": f"{request.path}?{query.urlencode()}"[:LONGEST_ADDRESS]},
                now=timezone.now(),
            )
        return response

    kept.exports = True  # type: ignore[attr-defined]  # read by the walk test
    return kept  # type: ignore[return-value]  # `wraps` tells the name of the request, too
