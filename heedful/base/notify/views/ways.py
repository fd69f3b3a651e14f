"""How a person is told: ways, quiet hours, digests; phones, numbers and chats."""

import json
import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.notify import reaching
from heedful.base.notify.forms import ChatForm, NumberForm, WishesForm, initial_of
from heedful.base.notify.models import WishesOf
from heedful.base.notify.push import public_key
from heedful.base.notify.queries import destinations_visible_to
from heedful.base.org.rules import Permission

LARGEST_SUBSCRIPTION = 8_000


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_TODAY)
def ways(request: MemberRequest) -> HttpResponse:
    """Show and change how a person wants to be told."""
    member = request.member
    kept = WishesOf.objects.filter(tenant=member.tenant_id, member=member).first()
    form = WishesForm(request.POST if request.method == "POST" else None, initial=initial_of(kept))
    if form.is_valid():
        WishesOf.objects.update_or_create(
            tenant_id=member.tenant_id, member=member, defaults=form.values()
        )
        messages.success(request, _("You are told like this from now on."))
        return redirect("ways")
    return _page(request, form, status=422 if form.errors else 200)


def _page(
    request: MemberRequest,
    form: WishesForm,
    *,
    number: NumberForm | None = None,
    chat: ChatForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "number": number or NumberForm(),
        "chat": chat or ChatForm(),
        "destinations": list(destinations_visible_to(member=request.member)),
        "push_key": public_key(),
    }
    return render(request, "notify/ways.html", context, status=status)


@require_POST
@needs(Permission.SEE_TODAY)
def add_push(request: MemberRequest) -> HttpResponse:
    """Keep the subscription that a browser was given by its maker."""
    try:
        subscription = json.loads(request.body[: LARGEST_SUBSCRIPTION + 1])
        told = subscription if isinstance(subscription, dict) else {}
    except ValueError:
        told = {}
    label = request.headers.get("User-Agent", "")[:120] or _("Browser")
    try:
        reaching.add_phone_or_browser(
            member=request.member, subscription=told, label=label, now=timezone.now()
        )
    except reaching.NotAnAddress as reason:
        return JsonResponse({"problem": str(reason)}, status=422)
    return JsonResponse({})


@require_POST
@needs(Permission.SEE_TODAY)
def add_number(request: MemberRequest) -> HttpResponse:
    form = NumberForm(request.POST)
    if form.kept(reaching.add_number, member=request.member, now=timezone.now()):
        messages.success(request, _("Text messages reach you there. Try it out."))
        return redirect("ways")
    return _page(request, _kept_form(request), number=form, status=422)


@require_POST
@needs(Permission.SEE_TODAY)
def add_chat(request: MemberRequest) -> HttpResponse:
    form = ChatForm(request.POST)
    if form.kept(reaching.add_chat, member=request.member, now=timezone.now()):
        messages.success(request, _("The chat is kept. Try it out."))
        return redirect("ways")
    return _page(request, _kept_form(request), chat=form, status=422)


def _kept_form(request: MemberRequest) -> WishesForm:
    member = request.member
    kept = WishesOf.objects.filter(tenant=member.tenant_id, member=member).first()
    return WishesForm(initial=initial_of(kept))


@require_POST
@needs(Permission.SEE_TODAY)
def try_out(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send a test there; what became of it stands in the notices."""
    found = get_object_or_404(destinations_visible_to(member=request.member), pk=key)
    reaching.try_out(destination=found, by=request.member, now=timezone.now())
    messages.success(request, _("A test is on its way. What became of it stands here."))
    return redirect("notices")


@require_POST
@needs(Permission.SEE_TODAY)
def remove(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(destinations_visible_to(member=request.member), pk=key)
    reaching.remove(destination=found)
    messages.success(request, _("Nothing more is sent there."))
    return redirect("ways")
