"""Answers that programs bring: the one address of the API that writes, with a door of its own.

Hundreds come in a second, so who comes with a token is looked up once in a few seconds and the
pace is counted in this process.
"""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from heedful.base.org.models import Node
from heedful.base.org.queries import locations_visible_to
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import note_use
from heedful.base.tokens.queries import Caller, caller_of, token_hash
from heedful.base.tokens.rules import Scope
from heedful.listen.responses.ingest import Ingested, Outcome, ingest
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.pace import Pace
from heedful.listen.surveys.recent import Recent
from heedful.understand.wording import Said, gettext_noop
from heedful.web.api import shapes
from heedful.web.api.door import failed, in_scope, secret_of
from heedful.web.api.problems import Problem, problem_response

# Django itself reads no larger body into memory.
MOST_BYTES = 2_400_000
# A token that ended, or whose person may no longer, is still let in for so long.
SECONDS = 5
TOO_FAST = gettext_noop("These are more answers than one token may bring in a minute.")
PACE = Pace(settings.ENVIRONMENT.ingest_rate)
NOT_READ = gettext_noop("“%(name)s”: %(why)s.")


@dataclass(slots=True)
class Known:
    """Who came with a token, and where they brought answers; forgotten after a few seconds."""

    caller: Caller
    until: float
    places: dict[str, Node | None] = field(default_factory=dict)
    versions: dict[str, QuestionnaireVersion | None] = field(default_factory=dict)


CALLERS: Recent[Known] = Recent(1_000)


@csrf_exempt  # No cookie counts here, so there is nothing that another site could ride on.
def responses(request: HttpRequest) -> HttpResponse:
    """Keep one response or many. Scope: write:responses."""
    try:
        outcomes = _kept(request)
    except Problem as problem:
        return problem_response(problem)
    except Exception as error:  # noqa: BLE001  # A program is told in the shape it knows.
        return failed(request, error)
    body = shapes.Brought(results=[_told(one) for one in outcomes]).model_dump_json()
    return HttpResponse(
        body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _kept(request: HttpRequest) -> list[Outcome]:
    known = _known(secret_of(request, MOST_BYTES))
    if request.method != "POST":
        raise Problem("wrong-method", headers={"Allow": "POST"})
    sent = _sent(request.body)
    _hold_the_pace(known.caller, len(sent))
    with within(known.caller.token.tenant_id):
        return _keep(known, sent)


def _hold_the_pace(caller: Caller, number: int) -> None:
    """Count what a token brings, before anything of it is kept. Raises Problem."""
    wait = PACE.wait((str(caller.token.pk),), now=time.monotonic(), number=number)
    if wait:
        raise Problem("too-often", Said(TOO_FAST), headers={"Retry-After": str(wait)})


def _known(secret: str) -> Known:
    key, now = token_hash(secret), time.monotonic()
    found = CALLERS.get(key)
    if found is None or found.until < now:
        caller = caller_of(secret=secret, now=timezone.now())
        if caller is None:
            raise Problem("wrong-token")
        found = Known(in_scope(caller, Scope.RESPONSES), now + SECONDS)
        with within(caller.token.tenant_id):
            note_use(token=caller.token, now=timezone.now())
        CALLERS.put(key, found)
    return found


def _sent(body: bytes) -> list[shapes.Response]:
    """Read one response, or an object that holds a list of them. Raises Problem."""
    try:
        # The list is tried first: it is what many come as.
        if b'"responses"' in body[:200]:
            return shapes.Responses.model_validate_json(body).responses
        return [shapes.Response.model_validate_json(body)]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"])) or "body"
        raise Problem(
            "not-a-question", Said(NOT_READ, {"name": name, "why": first["msg"]})
        ) from error


def _keep(known: Known, sent: list[shapes.Response]) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {}
    ready: list[tuple[int, Ingested]] = []
    for at, one in enumerate(sent):
        place, version = _place(known, one.location), _version(known, one)
        reasons = {
            name: "unknown"
            for name, found in (("location", place), ("survey", version))
            if found is None
        }
        if place is None or version is None:
            outcomes[at] = Outcome(one.id, "refused", reasons=reasons)
            continue
        ready.append((at, _ingested(one, place, version)))
    tenant = known.caller.member.tenant
    kept = ingest(tenant=tenant, sent=[one for _at, one in ready], now=timezone.now())
    outcomes |= {at: outcome for (at, _one), outcome in zip(ready, kept, strict=True)}
    return [outcomes[at] for at in range(len(sent))]


def _ingested(one: shapes.Response, place: Node, version: QuestionnaireVersion) -> Ingested:
    return Ingested(
        id=one.id,
        at=one.at,
        version=version,
        location=place,
        answers=one.answers,
        language=one.language,
        partial=one.partial,
        customer={
            "email": one.email,
            "phone": one.phone,
            "customer_number": one.customer_number,
        },
    )


def _place(known: Known, name: str) -> Node | None:
    """A location in reach, by its key or its code."""
    if name not in known.places:
        found = locations_visible_to(member=known.caller.member)
        by = {"pk": name} if _is_key(name) else {"code": name}
        known.places[name] = found.filter(**by).first()
    return known.places[name]


def _version(known: Known, one: shapes.Response) -> QuestionnaireVersion | None:
    """A version by its key, or the newest of a questionnaire by its name."""
    name = one.survey
    if name not in known.versions:
        found = QuestionnaireVersion.objects.filter(tenant=known.caller.token.tenant_id)
        by: dict[str, Any] = {"pk": name} if _is_key(name) else {"questionnaire__name": name}
        known.versions[name] = found.filter(**by).order_by("-created_at").first()
    return known.versions[name]


def _is_key(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True


def _told(one: Outcome) -> shapes.BroughtOne:
    return shapes.BroughtOne(
        id=one.id, state=one.state, feedback=one.feedback, reasons=dict(one.reasons)
    )
