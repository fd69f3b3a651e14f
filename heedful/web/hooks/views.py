"""What networks tell: messages of customers, and what became of ours."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.connectors.accounts.domain import hearing_went_well
from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.incoming.domain import Heard, hear, hear_failure
from heedful.base.connectors.kannel import hearing as kannel
from heedful.base.connectors.sending.domain import has_arrived
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.twilio import hearing as twilio
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.calls import call_ended
from heedful.web.hooks.door import of_account

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


# Kannel calls by GET only; its secret stands in no mail, page or message that a scanner opens.
@require_http_methods(["GET", "POST"])
@of_account(AccountKind.KANNEL)
def kannel_message(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    try:
        heard = kannel.read_message(request.META.get("QUERY_STRING", "").encode())
    except (kannel.NotAMessage, ValueError):
        return HttpResponseBadRequest("from and id are missing", content_type="text/plain")
    _keep(account, heard)
    # An empty answer: Kannel would send whatever stands here to the customer.
    return HttpResponse(content_type="text/plain")


@require_http_methods(["GET", "POST"])
@of_account(AccountKind.KANNEL)
def kannel_report(request: HttpRequest, account: ChannelAccount, key: uuid.UUID) -> HttpResponse:
    try:
        kind, said = kannel.read_report(request.GET.dict())
    except kannel.NotAMessage:
        return HttpResponseBadRequest("type is missing", content_type="text/plain")
    if kind == kannel.ARRIVED:
        _arrived(account, key)
    elif kind in {kannel.FAILED, kannel.REFUSED}:
        _failed(account, key, said or str(kind), for_good=False)
    return HttpResponse(content_type="text/plain")


@require_POST
@of_account(AccountKind.TWILIO)
def twilio_message(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    try:
        heard = twilio.read_message(request.POST.dict())
    except twilio.NotAMessage:
        return HttpResponseBadRequest("MessageSid is missing", content_type="text/plain")
    _keep(account, heard)
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


@require_POST
@of_account(AccountKind.TWILIO)
def twilio_report(request: HttpRequest, account: ChannelAccount, key: uuid.UUID) -> HttpResponse:
    fields = request.POST.dict()
    state = twilio.state_of(fields)
    if twilio.is_over(fields):
        with within(account.tenant_id):
            call_ended(account=account, call_id=fields.get("CallSid", ""), now=timezone.now())
    if state in twilio.ARRIVED:
        _arrived(account, key)
    elif state in twilio.FAILED:
        for_good = fields.get("ErrorCode") in twilio.FOR_GOOD
        _failed(account, key, twilio.reason_of(fields), for_good=for_good)
    return HttpResponse(status=204)


def _keep(account: ChannelAccount, heard: Heard) -> None:
    """A second copy, sent again by the network or by somebody who listened, changes nothing."""
    now = timezone.now()
    with within(account.tenant_id):
        hear(account=account, heard=heard, now=now)
        hearing_went_well(account=account, now=now)


def _arrived(account: ChannelAccount, key: uuid.UUID) -> None:
    outgoing = _sent_through(account, key)
    with within(account.tenant_id):
        has_arrived(tenant_id=account.tenant_id, outgoing_id=outgoing.pk, now=timezone.now())


def _failed(account: ChannelAccount, key: uuid.UUID, reason: str, *, for_good: bool) -> None:
    outgoing = _sent_through(account, key)
    with within(account.tenant_id):
        hear_failure(
            account=account,
            outgoing=outgoing,
            reason=reason,
            for_good=for_good,
            now=timezone.now(),
        )


def _sent_through(account: ChannelAccount, key: uuid.UUID) -> Outgoing:
    """The report of a fast network comes before we have written that the account took it."""
    with within(account.tenant_id):
        found = Outgoing.objects.filter(pk=key, tenant=account.tenant_id).first()
    if found is None or found.account_id not in {None, account.pk}:
        raise Http404
    return found
