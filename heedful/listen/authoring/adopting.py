"""Going on with a series whose answers came in files: its items become a survey."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from heedful.base.org.models import Member
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.editing import put_question, questions
from heedful.listen.authoring.models import Survey
from heedful.listen.surveys.definition import Definition
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of


class NothingAsked(Exception):
    """The series has no version from which a survey could be made."""


@transaction.atomic
def adopt(*, by: Member, series: Questionnaire, now: datetime) -> Survey:
    """Begin a survey that goes on with a series; once published, its items keep their place.

    Raises NothingAsked.
    """
    newest = (
        QuestionnaireVersion.objects.filter(tenant=by.tenant_id, questionnaire=series)
        .order_by("-created_at", "-pk")
        .first()
    )
    if newest is None:
        raise NothingAsked
    definition = _worded(definition_of(version=newest))
    survey = begin(by=by, name=series.name, definition=definition, now=now)
    survey.series = series
    survey.save(update_fields=["series"])
    return survey


def _worded(definition: Definition) -> Definition:
    """Give words to what a file brings none for: the title, and the question for own words."""
    language = definition.default_language
    if not definition.title:
        definition = replace(definition, title={language: _("Your visit")})
    for one in questions(definition):
        if not one.text:
            worded = replace(one, text={language: _("In your own words")})
            definition = put_question(definition, one.code, worded)
    return definition
