"""Writing a survey: the outline, the part that is worked on, and how customers see it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring import domain
from heedful.listen.authoring.editing import Gone
from heedful.listen.authoring.kinds import KINDS
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.outline import first_part, outline_of
from heedful.listen.authoring.queries import steps_of
from heedful.listen.authoring.views.acting import act
from heedful.listen.authoring.views.parts import Edited, part_of
from heedful.listen.authoring.views.shared import survey_or_404, tabs, uuid_of
from heedful.listen.authoring.views.slots import codes_after

# What most questions need; the rest is folded away.
SHOWN_ABOVE = ("text", "help", "role", "primary", "required", "unused_ok", "ends")


@require_safe
@needs(Permission.MAKE_SURVEYS)
def edit(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show the draft with one part of it open."""
    survey = survey_or_404(request, key)
    _step, definition = domain.present(survey=survey)
    about = request.GET.get("part") or first_part(definition)
    try:
        edited = part_of(definition, about, series=survey.series)
    except Gone:
        if "part" in request.GET:
            raise Http404 from None
        raise
    return _page(request, survey, edited)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def save(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Keep one part as it was written; two people may write at the same time."""
    survey = survey_or_404(request, key)
    _step, definition = domain.present(survey=survey)
    about = request.POST.get("about", "")
    try:
        edited = part_of(definition, about, series=survey.series, data=request.POST)
    except Gone:
        return _gone(request, survey)
    if not edited.form.is_valid():
        return _page(request, survey, edited, status=422)
    changed = edited.changed()
    try:
        survey = domain.change(
            survey=survey,
            seen=uuid_of(request.POST.get("seen", "")),
            about=about,
            edit=changed.edit,
            by=request.member,
            now=timezone.now(),
        )
    except domain.ChangedMeanwhile as error:
        return _page(request, survey, edited, theirs=error.theirs, status=409)
    except Gone:
        return _gone(request, survey)
    if request.headers.get("HX-Request"):
        return _saved(request, survey, changed.about)
    messages.success(request, _("Saved."))
    return redirect(_address(survey, changed.about))


@require_POST
@needs(Permission.MAKE_SURVEYS)
def do(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Add, copy, move or remove a part; or walk along the steps."""
    survey, now = survey_or_404(request, key), timezone.now()
    wanted, about = request.POST.get("do", ""), request.POST.get("part", "")
    try:
        if wanted in {"undo", "redo"}:
            {"undo": domain.undo, "redo": domain.redo}[wanted](survey=survey, now=now)
            return redirect(_still(survey, about))
        _step, definition = domain.present(survey=survey)
        action = act(definition, wanted, about, request.POST)
        domain.change(
            survey=survey, seen=None, about="", edit=action.edit, by=request.member, now=now
        )
    except domain.NoStep:
        messages.warning(request, _("There is no further step."))
        return redirect(_still(survey, about))
    except Gone:
        return _gone(request, survey)
    if action.told:
        messages.success(request, action.told)
    return redirect(_address(survey, action.about))


def _page(
    request: MemberRequest,
    survey: Survey,
    edited: Edited,
    *,
    theirs: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {**_facts(survey, edited.about), "edited": edited, "theirs": theirs}
    if request.headers.get("HX-Request"):
        # A fragment: htmx takes no answer with an error's status.
        return render(request, "authoring/_state.html", {**context, "unsaved": True})
    return render(request, "authoring/edit.html", context, status=status)


def _saved(request: MemberRequest, survey: Survey, about: str) -> HttpResponse:
    """The pieces of the page that are otherwise after saving."""
    context = _facts(survey, about)
    edited = part_of(context["definition"], about, series=survey.series)
    context |= {"edited": edited, "at": timezone.now()}
    if edited.question is not None:
        context["codes"] = codes_after(edited.question, request.POST)
    response = render(request, "authoring/_state.html", context)
    # Told to the page, which then draws the preview again.
    response["HX-Trigger-After-Swap"] = "draft-saved"
    return response


def _facts(survey: Survey, about: str) -> dict[str, Any]:
    step, definition = domain.present(survey=survey)
    numbers = set(
        steps_of(survey=survey)
        .filter(number__in=(survey.at - 1, survey.at + 1))
        .values_list("number", flat=True)
    )
    return {
        "survey": survey,
        "seen": step,
        "definition": definition,
        "outline": outline_of(definition),
        "about": about,
        "can_undo": survey.at - 1 in numbers,
        "can_redo": survey.at + 1 in numbers,
        "tabs": tabs(survey, "survey-edit"),
        "kinds": KINDS,
        "shown_above": SHOWN_ABOVE,
    }


def _gone(request: MemberRequest, survey: Survey) -> HttpResponse:
    messages.warning(
        request, _("Somebody took this part away meanwhile. “Undo” brings it back for both of you.")
    )
    return redirect("survey-edit", survey.pk)


def _still(survey: Survey, about: str) -> str:
    """The page with the same part open, as far as it is there after the step."""
    survey.refresh_from_db(fields=["at"])
    _step, definition = domain.present(survey=survey)
    try:
        part_of(definition, about, series=survey.series)
    except Gone:
        return reverse("survey-edit", args=[survey.pk])
    return _address(survey, about)


def _address(survey: Survey, about: str) -> str:
    return f"{reverse('survey-edit', args=[survey.pk])}?{urlencode({'part': about})}"
