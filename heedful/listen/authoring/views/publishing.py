"""Publishing a draft, its versions, and how it ends."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring import domain, publishing, queries
from heedful.listen.authoring.differing import differences
from heedful.listen.authoring.forms.ending import EndForm
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.outline import faults_of
from heedful.listen.authoring.sentences import difference_told
from heedful.listen.authoring.views.shared import not_published, survey_or_404, tabs, uuid_of
from heedful.listen.surveys.domain import ScaleChanged


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def publish(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what stands in the way and what would be new; put the draft before customers."""
    survey = survey_or_404(request, key)
    if request.method != "POST":
        return _page(request, survey)
    seen = uuid_of(request.POST.get("seen", ""))
    try:
        version = publishing.publish(
            survey=survey,
            seen=seen,
            by=request.member,
            now=timezone.now(),
        )
    except publishing.HasProblems:
        return _page(request, survey, status=422)
    except publishing.NothingNew:
        messages.info(request, _("Customers get this version already."))
        return redirect("survey-publish", survey.pk)
    except domain.ChangedMeanwhile:
        told = _("The draft changed since you looked at it. Please look once more.")
        return _page(request, survey, refused=told, status=409 if seen else 422)
    except ScaleChanged as error:
        return _page(request, survey, refused=str(error), status=422)
    messages.success(
        request,
        _("Version %(name)s is live. Every address asks it from now on.") % {"name": version.name},
    )
    return redirect("survey-links", survey.pk)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def openness(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Close a survey, open it again, or say when it ends by itself."""
    survey = survey_or_404(request, key)
    if survey.series is None:
        return not_published(request, survey)
    wanted = request.POST.get("do")
    if wanted == "close":
        publishing.close(series=survey.series, now=timezone.now())
        messages.success(request, _("Closed. Nobody can answer until you open it again."))
    elif wanted == "open":
        publishing.reopen(series=survey.series)
        messages.success(request, _("Open again, at the same addresses."))
    else:
        form = EndForm(request.POST, zone=survey.tenant.time_zone)
        if not form.is_valid():
            return _page(request, survey, end=form, status=422)
        publishing.set_end(series=survey.series, end=form.end())
        messages.success(request, _("Saved."))
    return redirect("survey-publish", survey.pk)


@require_safe
@needs(Permission.MAKE_SURVEYS)
def version(request: MemberRequest, key: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Show what was otherwise in a version than in the one before it."""
    survey = survey_or_404(request, key)
    versions = list(queries.versions_of(survey=survey))
    shown = get_object_or_404(queries.versions_of(survey=survey), pk=version_id)
    at = next(n for n, one in enumerate(versions) if one.pk == shown.pk)
    earlier = versions[at + 1] if at + 1 < len(versions) else None
    found = (
        differences(queries.asked_by(version=earlier), queries.asked_by(version=shown))
        if earlier
        else ()
    )
    context = {
        "survey": survey,
        "version": shown,
        "earlier": earlier,
        "told": [difference_told(one) for one in found],
        "tabs": tabs(survey, "survey-publish"),
    }
    return render(request, "authoring/version.html", context)


def _page(
    request: MemberRequest,
    survey: Survey,
    *,
    refused: str = "",
    end: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    step, definition = domain.present(survey=survey)
    survey = survey_or_404(request, survey.pk)
    live = queries.asked_by(version=survey.live) if survey.live else None
    found = differences(live, definition) if live else ()
    context: dict[str, Any] = {
        "survey": survey,
        "seen": step,
        "faults": faults_of(definition),
        "refused": refused,
        "is_new": live != definition,
        "told": [difference_told(one) for one in found],
        "versions": queries.versions_of(survey=survey) if survey.series else (),
        "tabs": tabs(survey, "survey-publish"),
    }
    if survey.series is not None:
        counts = queries.answer_counts(surveys=[survey])
        answers = counts.get(survey.series.pk, 0)
        context |= {
            "answers": answers,
            "state": queries.state_of(survey=survey, answers=answers, now=timezone.now()),
            "end": end or EndForm.of(survey.series, zone=survey.tenant.time_zone),
        }
    return render(request, "authoring/publish.html", context, status=status)
