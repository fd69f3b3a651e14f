"""Visits that other systems tell by signed messages."""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may
from heedful.base.tenancy.domain import within
from heedful.listen.invitations.models import VisitHook
from heedful.listen.invitations.visits.hooks import NotSigned, check, hook_at
from heedful.listen.invitations.visits.taking import house_of
from heedful.web.api.visits import Visits, keep


@csrf_exempt  # The signature says whose it is; no cookie counts.
@require_POST
def visits_told(request: HttpRequest, address: str) -> HttpResponse:
    """Keep the visits of a signed message; the same message again changes nothing."""
    hook = hook_at(address=address)
    if hook is None:
        raise Http404
    try:
        check(hook=hook, body=request.body, headers=request.headers)
        sent = Visits.model_validate(_visits(json.loads(request.body)))
    except NotSigned:
        return HttpResponse("The signature does not fit.", status=401)
    except (ValueError, ValidationError):
        return HttpResponse("These are no visits.", status=422)
    now = timezone.now()
    with within(hook.tenant_id):
        member = Member.objects.select_related("tenant").get(pk=hook.member_id)
        if not may(role=member.role, permission=Permission.INVITE_CUSTOMERS):
            raise Http404
        VisitHook.objects.filter(pk=hook.pk).update(last_used_at=now)
        house = house_of(member=member, now=now)
        told = keep(tenant_id=hook.tenant_id, house=house, sent=sent, source="webhook")
    return JsonResponse(told.model_dump())


def _visits(message: object) -> object:
    """The message's data, bare or in the envelope that Standard Webhooks proposes."""
    inner = message.get("data") if isinstance(message, dict) else None
    told = inner if isinstance(inner, dict) else message
    return {"visits": told.get("visits")} if isinstance(told, dict) else told
