"""The telephone menu: each request of the service is one step of a call."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.sending.models import Channel, Outgoing
from heedful.base.connectors.twilio import hearing as twilio
from heedful.base.connectors.twilio import twiml
from heedful.base.tenancy.domain import within
from heedful.flows.channels import fetch_soon
from heedful.listen.conversations.calls import (
    CannotAsk,
    Spoken,
    Turn,
    begin_call,
    call_ended,
    hear_keys,
    hear_words,
    nothing_here,
)
from heedful.listen.conversations.models import By
from heedful.listen.conversations.queries import entry_link
from heedful.listen.surveys.models import SurveyLink
from heedful.listen.surveys.rules import token_hash
from heedful.web.hooks.door import of_account, secret_of

LONGEST_CALL_ID = 100


@require_POST
@of_account(AccountKind.TWILIO)
def call_in(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    """A customer calls: the number dialled leads to a survey, or the one for any number."""
    dialled = request.POST.get("To", "").lstrip("+")[:30]
    with within(account.tenant_id):
        link = entry_link(tenant_id=account.tenant_id, channel=By.PHONE, word=dialled)
    return _begin(request, account, link, peer=request.POST.get("From", ""))


@require_POST
@of_account(AccountKind.TWILIO)
def call_out(request: HttpRequest, account: ChannelAccount, key: uuid.UUID) -> HttpResponse:
    """A customer whom we called has picked up; the message named the survey."""
    with within(account.tenant_id):
        wish = Outgoing.objects.filter(
            pk=key, tenant=account.tenant_id, channel=Channel.CALL
        ).first()
    if wish is None:
        raise Http404
    link = SurveyLink.objects.filter(pk=token_hash(wish.text), tenant=account.tenant_id).first()
    return _begin(request, account, link, peer=wish.to)


@require_POST
@of_account(AccountKind.TWILIO)
def call_step(
    request: HttpRequest, account: ChannelAccount, key: uuid.UUID, question: str
) -> HttpResponse:
    digits = request.POST.get("Digits", "")[:30]
    try:
        with within(account.tenant_id):
            turn = hear_keys(
                account=account, key=key, question=question, digits=digits, now=timezone.now()
            )
    except CannotAsk:
        turn = nothing_here(language=account.tenant.language)
    return _spoken(turn, secret_of(request))


@require_POST
@of_account(AccountKind.TWILIO)
def call_said(
    request: HttpRequest, account: ChannelAccount, key: uuid.UUID, question: str
) -> HttpResponse:
    try:
        with within(account.tenant_id):
            turn, recording = hear_words(
                account=account,
                key=key,
                question=question,
                spoken=_spoken_words(request),
                now=timezone.now(),
            )
            if recording is not None:
                fetch_soon(recording)
    except CannotAsk:
        turn = nothing_here(language=account.tenant.language)
    return _spoken(turn, secret_of(request))


@require_POST
@of_account(AccountKind.TWILIO)
def call_over(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    """Somebody hung up, in whatever way."""
    if twilio.is_over(request.POST.dict()):
        with within(account.tenant_id):
            call_ended(account=account, call_id=_call_id(request), now=timezone.now())
    return HttpResponse(status=204)


def _begin(
    request: HttpRequest,
    account: ChannelAccount,
    link: SurveyLink | None,
    *,
    peer: str,
) -> HttpResponse:
    call_id = _call_id(request)
    if not call_id:
        return HttpResponseBadRequest("CallSid is missing", content_type="text/plain")
    turn = nothing_here(language=account.tenant.language)
    if link is not None:
        try:
            with within(account.tenant_id):
                turn = begin_call(
                    link=link,
                    account=account,
                    peer=peer[:320],
                    call_id=call_id,
                    now=timezone.now(),
                )
        except CannotAsk:
            pass  # It is said as for a number at which nothing is asked.
    return _spoken(turn, secret_of(request))


def _spoken(turn: Turn, secret: str) -> HttpResponse:
    script = turn.script
    if script.keys is not None:
        written = twiml.gather(
            script.says,
            language=script.language,
            most=script.keys.most,
            action=_at("hook-voice-step", secret, turn),
        )
    elif script.records:
        written = twiml.record(
            script.says, language=script.language, action=_at("hook-voice-said", secret, turn)
        )
    else:
        written = twiml.hang_up(script.says, language=script.language)
    return HttpResponse(written, content_type="text/xml")


def _at(name: str, secret: str, turn: Turn) -> str:
    return f"{own_address()}{reverse(name, args=[secret, turn.key, turn.question])}"


def _call_id(request: HttpRequest) -> str:
    return request.POST.get("CallSid", "")[:LONGEST_CALL_ID]


def _spoken_words(request: HttpRequest) -> Spoken | None:
    source = request.POST.get("RecordingUrl", "")
    seconds = request.POST.get("RecordingDuration", "")
    if not source.startswith(("https://", "http://")):
        return None
    whole = seconds.isascii() and seconds.isdecimal()
    return Spoken(source, min(int(seconds[:4]), 9999) if whole else 0)
