"""Handing out: addresses, codes, sheets, and revoking them."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring import codes, handing, queries
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.forms.handing import CHANNELS, HandoutForm
from heedful.listen.authoring.mailing import first_question_mail
from heedful.listen.authoring.models import Handout, HandoutState, Survey
from heedful.listen.authoring.rules import MOST_ADDRESSES, TooMany
from heedful.listen.authoring.views.shared import (
    PER_PAGE,
    not_published,
    survey_or_404,
    tabs,
)

SHOWN = 24
SHEETS = {"page": 1, "cards": 8, "stickers": 24}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
KINDS = {"svg": "application/zip", "png": "application/zip"}


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def links(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """List the addresses of a survey, and make some."""
    survey, member = survey_or_404(request, key), request.member
    if survey.live is None:
        return not_published(request, survey)
    form = HandoutForm(request.POST or None, member=member, initial={"place": member.scope.code})
    if form.is_valid():
        given = form.cleaned_data
        try:
            handout = handing.hand_out(
                survey=survey,
                node=given["place"],
                channel=given["channel"],
                labels=given["labels"],
                sites=given["sites"],
                pinned=given["pinned"],
                by=member,
                now=timezone.now(),
            )
        except handing.NoLocation:
            form.add_error("place", _("There is no location here."))
        except TooMany:
            told = _("These would be more than %(n)s addresses. Choose a smaller group.")
            form.add_error("place", told % {"n": f"{MOST_ADDRESSES:,}"})
        else:
            return redirect("survey-handout", survey.pk, handout.pk)
    return _listing(request, survey, form)


def _listing(request: MemberRequest, survey: Survey, form: HandoutForm) -> HttpResponse:
    found = queries.links_visible_to(member=request.member, survey=survey)
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if search:
        found = found.filter(location__name__icontains=search)
    context = {
        "survey": survey,
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "handouts": queries.handouts_visible_to(member=request.member, survey=survey)[:10],
        "tabs": tabs(survey, "survey-links"),
        "channels": dict(CHANNELS),
    }
    return render(request, "authoring/links.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@needs(Permission.MAKE_SURVEYS)
def handout(request: MemberRequest, key: uuid.UUID, handout_id: uuid.UUID) -> HttpResponse:
    """Show addresses that were just made, or how far they are."""
    survey, found = _handout_or_404(request, key, handout_id)
    fragment = request.headers.get("HX-Request")
    template = "authoring/_handout.html" if fragment else "authoring/handout.html"
    return render(request, template, _shown(request, survey, found))


def _shown(request: MemberRequest, survey: Survey, found: Handout) -> dict[str, Any]:
    under_way = found.state in {HandoutState.WAITING, HandoutState.MAKING}
    context: dict[str, Any] = {
        "survey": survey,
        "handout": found,
        "under_way": under_way,
        "sheets": list(SHEETS),
        "tabs": tabs(survey, "survey-links"),
    }
    try:
        addresses = _addresses(request, found)
    except Http404:
        return context
    shown = addresses[:SHOWN]
    context |= {
        "addresses": [(one, address, codes.drawing(address)) for one, address in shown],
        "more": len(addresses) - len(shown),
        "only_here": bool(addresses) and urlsplit(addresses[0][1]).hostname in LOOPBACK,
    }
    if found.channel == "email" and addresses:
        context["mail"] = first_question_mail(present(survey=survey)[1], addresses[0][1])
    return context


@never_cache
@require_safe
@needs(Permission.MAKE_SURVEYS)
def sheet(request: MemberRequest, key: uuid.UUID, handout_id: uuid.UUID, size: str) -> HttpResponse:
    """Sheets for the printer: one code on a page, or many to cut out."""
    survey, found = _handout_or_404(request, key, handout_id)
    if size not in SHEETS:
        raise Http404
    _step, definition = present(survey=survey)
    context = {
        "survey": survey,
        "handout": found,
        "size": size,
        "title": definition.title.get(definition.default_language, survey.name),
        "addresses": [
            (one, address, codes.drawing(address)) for one, address in _addresses(request, found)
        ],
    }
    return render(request, "authoring/sheet.html", context)


@never_cache
@require_safe
@needs(Permission.MAKE_SURVEYS)
def file(request: MemberRequest, key: uuid.UUID, handout_id: uuid.UUID, kind: str) -> HttpResponse:
    """The addresses as a CSV file, or a picture of each code in a ZIP file."""
    _survey, found = _handout_or_404(request, key, handout_id)
    addresses = _addresses(request, found)
    if kind == "csv":
        content: bytes | str = "\N{ZERO WIDTH NO-BREAK SPACE}" + codes.as_csv(addresses)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        name = "addresses.csv"
    elif kind in KINDS:
        response = HttpResponse(codes.as_zip(addresses, kind), content_type=KINDS[kind])
        name = f"codes-{kind}.zip"
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@needs(Permission.MAKE_SURVEYS)
def forget(request: MemberRequest, key: uuid.UUID, handout_id: uuid.UUID) -> HttpResponse:
    """Forget codes that are printed."""
    survey, found = _handout_or_404(request, key, handout_id)
    handing.forget(handout=found)
    messages.success(request, _("Forgotten here. The addresses go on working."))
    return redirect("survey-links", survey.pk)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def revoke(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Let nobody answer any more at the addresses that were ticked."""
    survey = survey_or_404(request, key)
    found = queries.links_visible_to(member=request.member, survey=survey)
    chosen = found.filter(token_hash__in=_hashes(request.POST.getlist("link")))
    count = handing.revoke(links=list(chosen), now=timezone.now())
    told = ngettext(
        "%(n)s address revoked. Make a new one where you still need it.",
        "%(n)s addresses revoked. Make new ones where you still need them.",
        count,
    )
    messages.success(request, told % {"n": count})
    return redirect("survey-links", survey.pk)


def _handout_or_404(
    request: MemberRequest, key: uuid.UUID, handout_id: uuid.UUID
) -> tuple[Survey, Handout]:
    survey = survey_or_404(request, key)
    found = queries.handouts_visible_to(member=request.member, survey=survey)
    return survey, get_object_or_404(found, pk=handout_id)


def _addresses(request: MemberRequest, found: Handout) -> list[tuple[handing.Address, str]]:
    """What can be printed, each with its whole address; 404 when it is forgotten by now."""
    try:
        addresses = handing.addresses_of(handout=found, now=timezone.now())
    except handing.Forgotten as error:
        raise Http404 from error
    at = settings.ENVIRONMENT.public_url or request.build_absolute_uri("/").rstrip("/")
    return [(one, f"{at}{reverse('survey', args=[one.token])}") for one in addresses]


def _hashes(told: Sequence[str]) -> list[bytes]:
    found = []
    for one in told[:1000]:
        try:
            found.append(bytes.fromhex(one))
        except ValueError:
            continue
    return found
