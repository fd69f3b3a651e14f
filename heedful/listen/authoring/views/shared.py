"""What the pages of this room have in common."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from heedful.base.accounts.access import MemberRequest
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import surveys_visible_to

PER_PAGE = 50


def survey_or_404(request: MemberRequest, key: uuid.UUID) -> Survey:
    return get_object_or_404(surveys_visible_to(member=request.member), pk=key)


def uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def not_published(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Lead to where it can be published, since there is nothing yet to do it with."""
    messages.warning(request, _("Publish the survey first."))
    return redirect("survey-publish", survey.pk)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages of a survey."""

    label: str
    url_name: str
    current: bool


def tabs(survey: Survey, current: str) -> list[Tab]:
    """The pages of a survey, in the order in which it is made."""
    pages = [
        (_("Questions"), "survey-edit"),
        (_("Languages"), "survey-languages"),
        (_("Look"), "survey-theme"),
        (_("Publish"), "survey-publish"),
    ]
    if survey.series_id is not None:
        pages.append((_("Hand out"), "survey-links"))
        pages.append((_("Take out answers"), "survey-take-out"))
        pages.append((_("Bring answers"), "survey-bring-answers"))
    return [Tab(label, name, name == current) for label, name in pages]
