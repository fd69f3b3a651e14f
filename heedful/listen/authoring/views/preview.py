"""The survey as customers see it, while it is written.

It is drawn by the same code as the page at a customer's address. What is answered is carried in
the session of whoever tries it, so that branches can be walked, and never reaches the data.
"""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.models import Node
from heedful.base.org.queries import locations_visible_to
from heedful.base.org.rules import Permission
from heedful.listen.authoring import queries
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.views.shared import survey_or_404, uuid_of
from heedful.listen.responses.models import Picture
from heedful.listen.responses.pictures import path_of
from heedful.listen.surveys.definition import Definition, Value, ending, record
from heedful.listen.surveys.filling import Filled, fill
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.queries import Form
from heedful.listen.surveys.screens import screen_after, screen_at, screens
from heedful.listen.surveys.views.answering import NOTHING, shown
from heedful.listen.surveys.views.arriving import Arrival, arrive
from heedful.listen.surveys.views.drawing import Turn
from heedful.listen.surveys.views.leaving import thanked

# What stands in the page where a customer's address has its secret.
TOKEN = "preview"  # noqa: S105 - it opens nothing
IN_SESSION = "survey_preview"


@csrf_exempt  # The page is a customer's, without a token; nothing but this session is changed.
@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def preview(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show a page of the draft, or of a version; walk through it without keeping anything."""
    survey = survey_or_404(request, key)
    arrival = arrive(request, _form(request, survey), TOKEN, timezone.now())
    answers = _tried(request, arrival)
    if "end" in request.GET:
        return _thanks(request, survey, arrival)
    definition = arrival.form.definition
    way = screens(definition, answers, arrival.form_id, at_once=arrival.at_once)
    turn = Turn(arrival, answers, way, screen_at(way, request.GET.get("page", "")))
    if request.method == "POST":
        return _take(request, survey, turn)
    return _page(request, survey, turn, NOTHING)


@require_safe
@needs(Permission.MAKE_SURVEYS)
def logo(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """The logo of the draft."""
    survey = survey_or_404(request, key)
    kept = uuid_of(present(survey=survey)[1].theme.logo)
    if kept is None:
        return redirect("survey-theme", survey.pk)
    picture = get_object_or_404(Picture, tenant=survey.tenant_id, form_id=None, pk=kept)
    if not path_of(picture).exists():
        raise Http404
    return HttpResponse(path_of(picture).read_bytes(), content_type="image/jpeg")


def _take(request: MemberRequest, survey: Survey, turn: Turn) -> HttpResponse:
    """Read what stands on the page and lead on, as a customer's page does."""
    arrival, before = turn.arrival, turn.screen
    definition = arrival.form.definition
    if "back" in request.POST:
        return _go(request, arrival, turn.answers, {"page": before.previous})
    filled = fill(before.questions, request.POST, arrival.shown_in)
    answers = {**turn.answers, **filled.answers}
    way = screens(definition, answers, arrival.form_id, at_once=arrival.at_once)
    here = screen_at(way, before.code)
    seen = before.codes | frozenset(request.POST.getlist("shown"))
    now = Turn(arrival, answers, way, here)
    if filled.problems:
        return _page(request, survey, now, filled, again=True)
    if not here.codes <= seen:
        return _page(request, survey, now, filled, added=True)
    following = None if arrival.at_once else screen_after(definition, way, before.code)
    if following is not None:
        return _go(request, arrival, answers, {"page": following.code})
    kept = record(definition, answers, arrival.form_id)
    last = ending(definition, kept.answers)
    return _go(request, arrival, answers, {"end": last.code if last else ""})


def _go(
    request: MemberRequest, arrival: Arrival, answers: Mapping[str, Value], to: Mapping[str, str]
) -> HttpResponse:
    request.session[IN_SESSION] = {"form": str(arrival.form_id), "answers": dict(answers)}
    told = {name: request.GET[name] for name in ("lang", "version") if name in request.GET}
    return redirect(f"{request.path}?{urlencode({**told, 'form': arrival.ticket, **to})}")


def _tried(request: HttpRequest, arrival: Arrival) -> dict[str, Value]:
    """What was answered on pages before, if this is the same walk."""
    kept = request.session.get(IN_SESSION) or {}
    return dict(kept["answers"]) if kept.get("form") == str(arrival.form_id) else {}


def _page(
    request: MemberRequest, survey: Survey, turn: Turn, filled: Filled, **how: bool
) -> HttpResponse:
    context = shown(request, turn, filled, **how)
    return _framed(request, survey, "authoring/preview.html", context)


def _thanks(request: MemberRequest, survey: Survey, arrival: Arrival) -> HttpResponse:
    context = thanked(arrival, request.GET["end"])
    return _framed(request, survey, "authoring/preview_thanks.html", context)


def _framed(
    request: MemberRequest, survey: Survey, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Let the builder, and nobody else, show it in a frame."""
    context |= {"survey": survey, "own_logo": reverse("survey-draft-logo", args=[survey.pk])}
    status = 422 if context.get("again") else 200
    response = render(request, template, context, status=status)
    # Read by django-csp and by Django's own middleware.
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001  # its contract
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _form(request: MemberRequest, survey: Survey) -> Form:
    """A form as an address leads to it; link and version exist only here."""
    version, definition = _asked(request, survey)
    place = locations_visible_to(member=request.member).order_by("name").first()
    location = place or Node(tenant=survey.tenant, name=survey.tenant.name, time_zone="UTC")
    link = SurveyLink(tenant=survey.tenant, version=version, location=location, channel="web")
    return Form(link, survey.tenant, location, version, definition)


def _asked(request: MemberRequest, survey: Survey) -> tuple[QuestionnaireVersion, Definition]:
    wanted = request.GET.get("version", "")
    if wanted:
        versions = queries.versions_of(survey=survey)
        version = get_object_or_404(versions, pk=uuid_of(wanted))
        return version, queries.asked_by(version=version)
    step, definition = present(survey=survey)
    # What is drawn is remembered by the version's key; each step of a draft has its own.
    return QuestionnaireVersion(pk=step.pk, tenant=survey.tenant, name="", slots=[]), definition
