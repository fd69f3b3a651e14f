"""All surveys, and a new one."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring import domain
from heedful.listen.authoring.adopting import NothingAsked, adopt
from heedful.listen.authoring.queries import (
    free_name,
    listed,
    series_without_survey,
    surveys_visible_to,
)
from heedful.listen.authoring.starts import LANGUAGES, STARTS, Start, build, start_named
from heedful.listen.authoring.views.shared import PER_PAGE, survey_or_404, uuid_of

MOST_SERIES = 20


@require_safe
@needs(Permission.MAKE_SURVEYS)
def surveys(request: MemberRequest) -> HttpResponse:
    """List the surveys of the person's part, those in use or those put away."""
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    away = "archived" in request.GET
    rows = surveys_visible_to(member=request.member).filter(archived_at__isnull=not away)
    if search:
        rows = rows.filter(name__icontains=search)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listed(surveys=list(page), now=timezone.now()),
        "search": search,
        "away": away,
    }
    return render(request, "authoring/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def new(request: MemberRequest) -> HttpResponse:
    """Choose what to start from; one press makes the draft."""
    if request.method != "POST":
        series = series_without_survey(member=request.member)[:MOST_SERIES]
        return render(request, "authoring/new.html", {"starts": STARTS, "series": series})
    if "series" in request.POST:
        return _go_on(request)
    start = start_named(request.POST.get("start", ""))
    if start is None:
        raise Http404
    spoken = request.member.tenant.language.split("-")[0]
    survey = domain.begin(
        by=request.member,
        name=_name(request, start),
        definition=build(start.name, spoken if spoken in LANGUAGES else LANGUAGES[0]),
        now=timezone.now(),
    )
    return redirect("survey-edit", survey.pk)


def _go_on(request: MemberRequest) -> HttpResponse:
    """Make a survey of the items of a series."""
    key = uuid_of(request.POST["series"])
    series = get_object_or_404(series_without_survey(member=request.member), pk=key)
    try:
        survey = adopt(by=request.member, series=series, now=timezone.now())
    except NothingAsked:
        messages.warning(request, _("This series has no questions yet."))
        return redirect("survey-new")
    return redirect("survey-edit", survey.pk)


def _name(request: MemberRequest, start: Start) -> str:
    """The name as typed; else that of the starting point, with a number for the second one."""
    typed = request.POST.get("name", "").replace("\0", "").strip()[:150]
    base = typed or (str(start.title) if start.name else _("New survey"))
    return free_name(member=request.member, base=base)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def duplicate(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    survey = survey_or_404(request, key)
    name = _("%(name)s (copy)") % {"name": survey.name[:180]}
    copy = domain.duplicate(survey=survey, name=name, by=request.member, now=timezone.now())
    messages.success(request, _("This is the copy. It is a draft, with a series of its own."))
    return redirect("survey-edit", copy.pk)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def archive(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Put a survey away, or take it back."""
    survey = survey_or_404(request, key)
    if "back" in request.POST:
        domain.take_back(survey=survey)
        messages.success(request, _("“%(name)s” is back.") % {"name": survey.name})
    else:
        domain.archive(survey=survey, now=timezone.now())
        told = _("“%(name)s” is put away. Its addresses go on working until you close it.")
        messages.success(request, told % {"name": survey.name})
    return redirect("surveys")


@require_POST
@needs(Permission.MAKE_SURVEYS)
def rename(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    survey = survey_or_404(request, key)
    name = request.POST.get("name", "").replace("\0", "").strip()[:200]
    if name:
        domain.rename(survey=survey, name=name, now=timezone.now())
    return redirect("survey-edit", survey.pk)
