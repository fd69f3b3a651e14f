"""The only way in for programs: a token, a pace, and the fence of its organisation."""

import uuid
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import note_use
from heedful.base.tokens.domain import spend as spend_of
from heedful.base.tokens.queries import Caller, caller_of
from heedful.base.tokens.rules import Allowance, Limit, Scope
from heedful.understand.wording import Said, gettext_noop
from heedful.web.api.problems import Problem, problem_response

log = structlog.get_logger(__name__)
LONGEST_QUESTION = 65_536
UNKNOWN = gettext_noop("There is no “%(name)s” here. There are: %(known)s.")
LIMIT = Limit(settings.ENVIRONMENT.api_rate, seconds=60)


class ProgramRequest(HttpRequest):
    """A request of a program that was let in; `guarded` fills it."""

    caller: Caller


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in only who brings a token, at its pace, within its organisation's fence.

    No cookie counts here, so there is nothing that another site could ride on.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        allowance = None
        try:
            caller = _let_in(request)
            allowance = spend(caller)
            response = _within(caller, view, request, *args, **kwargs)
        except Problem as problem:
            response = problem_response(problem)
        return _finished(request, response, allowance)

    return opened


def reached(request: HttpRequest, scope: Scope, takes: type[BaseModel] | None = None) -> Caller:
    """The caller, who must have this scope and ask for what there is. Raises Problem."""
    no_other_names(request, takes)
    caller: Caller = request.caller  # type: ignore[attr-defined]  # see ProgramRequest
    return in_scope(caller, scope)


def no_other_names(request: HttpRequest, takes: type[BaseModel] | None = None) -> None:
    """Refuse a name that means nothing: it would answer another question. Raises Problem."""
    fields = takes.model_fields if takes else {}
    known = {field.alias or name for name, field in fields.items()}
    for name in request.GET:
        if name not in known:
            values = {"name": name, "known": ", ".join(sorted(known)) or "–"}
            raise Problem("not-a-question", Said(UNKNOWN, values))


def in_scope(caller: Caller, scope: Scope) -> Caller:
    """Raise Problem where the caller may not read this."""
    if not caller.may(scope):
        raise Problem("not-in-scope")
    return caller


def spend(caller: Caller) -> Allowance:
    """Count a request. Raises Problem when there were too many."""
    allowance = spend_of(token=caller.token, limit=LIMIT, now=timezone.now())
    if not allowance.allowed:
        headers = {"Retry-After": str(allowance.wait), **_pace(allowance)}
        raise Problem("too-often", headers=headers)
    return allowance


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """What is told when nobody foresaw what happened; the exception goes to the log."""
    known = uuid.uuid4().hex[:12]
    route = request.resolver_match.route if request.resolver_match else None
    log.error("api.failed", id=known, route=route, exc_info=error)
    return problem_response(Problem("failed"), id=known)


def secret_of(request: HttpRequest, longest: int) -> str:
    """What a program shows to be let in. Raises Problem; its body is not read yet."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Problem("no-token")
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or len(length) > 9 or int(length) > longest:
        raise Problem("too-large")
    return secret.strip()


def _let_in(request: HttpRequest) -> Caller:
    caller = caller_of(secret=secret_of(request, LONGEST_QUESTION), now=timezone.now())
    if caller is None:
        raise Problem("wrong-token")
    return caller


def _within(
    caller: Caller,
    view: Callable[..., HttpResponse],
    request: HttpRequest,
    *args: object,
    **kwargs: object,
) -> HttpResponse:
    with (
        within(caller.member.tenant_id),
        structlog.contextvars.bound_contextvars(
            tenant=str(caller.member.tenant_id), token=str(caller.token.pk)
        ),
    ):
        note_use(token=caller.token, now=timezone.now())
        request.caller = caller  # type: ignore[attr-defined]  # see ProgramRequest
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            raise Problem("wrong-method", headers={"Allow": response.headers.get("Allow", "")})
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response


def _finished(
    request: HttpRequest, response: HttpResponse, allowance: Allowance | None
) -> HttpResponse:
    """Say how it may be kept, and how much may still be asked."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Vary"] = "Authorization, Accept-Language"
    for name, value in (_pace(allowance) if allowance else {}).items():
        response.headers[name] = value
    if response.status_code == 200 and request.method == "GET":
        etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
        response.headers["ETag"] = etag
        conditional = get_conditional_response(request, etag=etag, response=response)
        return conditional if isinstance(conditional, HttpResponse) else response
    return response


def _pace(allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"token";q={LIMIT.number};w={LIMIT.seconds:.0f}',
        "RateLimit": f'"token";r={allowance.left};t={allowance.wait}',
    }
