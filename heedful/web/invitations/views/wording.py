"""What invitations say, and trying one out on oneself."""

import uuid
from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.sending.domain import queue
from heedful.base.org.queries import locations_under
from heedful.base.org.rules import Permission
from heedful.listen.invitations.domain import change_plan
from heedful.listen.invitations.messages import (
    Message,
    Occasion,
    compose,
    languages_of,
    our_words,
)
from heedful.listen.invitations.models import Programme
from heedful.listen.invitations.queries import newest_version, plan_of
from heedful.listen.invitations.rules import Wording
from heedful.listen.surveys.phrases import own_name
from heedful.web.invitations.forms import WordingForm
from heedful.web.invitations.views.programmes import programme_or_404


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def wording(request: MemberRequest, key: uuid.UUID, language: str) -> HttpResponse:
    """Change what invitations say in one language, and see what they look like."""
    found = programme_or_404(request, key)
    plan = plan_of(found)
    known = _languages(found)
    if language not in known:
        raise Http404
    said = plan.wording.get(language, Wording())
    initial = {"subject": said.subject, "body": said.body, "sms": said.sms}
    form = WordingForm(request.POST or None, initial=initial)
    if form.is_valid():
        changed = {**plan.wording, language: Wording(**form.cleaned_data)}
        kept = {name: one for name, one in changed.items() if one != Wording()}
        change_plan(
            programme=found,
            plan=replace(plan, wording=kept),
            by=request.member,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. The next message says it."))
        return redirect("programme-wording", key, language)
    context = {
        "form": form,
        "programme": found,
        "language": language,
        "languages": [(one, own_name(one)) for one in known],
        "ours": our_words(language),
        "mail": _as_sent(request, found, language, "email"),
        "sms": _as_sent(request, found, language, "sms"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "invitations/wording.html", context, status=status)


@require_POST
@needs(Permission.INVITE_CUSTOMERS)
def try_out(request: MemberRequest, key: uuid.UUID, language: str) -> HttpResponse:
    """Send the mail to oneself. Its links lead back here, so that no answer is counted."""
    found, now = programme_or_404(request, key), timezone.now()
    if language not in _languages(found):
        raise Http404
    said = _as_sent(request, found, language, "email")
    about = f"try:{found.pk}"
    queue(
        tenant_id=found.tenant_id,
        channel="email",
        to=request.member.user.email,
        subject=said.subject,
        text=said.text,
        html=said.html,
        about=about,
        key=f"{about}:{request.member.pk}:{now.isoformat()}",
        now=now,
    )
    messages.success(
        request,
        _("On its way to %(to)s. Its links lead to this programme, so nothing is counted.")
        % {"to": request.member.user.email},
    )
    return redirect("programme-wording", key, language)


def _languages(programme: Programme) -> list[str]:
    return languages_of(plan_of(programme))


def _as_sent(request: MemberRequest, programme: Programme, language: str, channel: str) -> Message:
    """The message as a customer of some location would get it."""
    now = timezone.now()
    plan = plan_of(programme)
    places = locations_under(node=programme.place, on=now.date()).order_by("name")
    occasion = Occasion(
        plan=plan,
        channel=channel,
        organisation=request.member.tenant.name,
        location=places.first() or programme.place,
        languages=(language,),
        expires_at=now + timedelta(days=plan.expires_days),
    )
    here = f"{own_address()}{reverse('programme', args=[programme.pk])}"
    version = newest_version(programme.questionnaire_id)
    return compose(occasion, version, link=here, leave=here)
