"""Putting a draft before customers, and ending that."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, changes, person
from heedful.base.org.models import Member
from heedful.listen.authoring.domain import ChangedMeanwhile, present
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import asked_by
from heedful.listen.surveys.definition import Problem, check
from heedful.listen.surveys.domain import publish_definition
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion
from heedful.listen.surveys.queries import look_again
from heedful.listen.surveys.rules import numbered


class HasProblems(Exception):
    """The draft cannot be published as it is."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class NothingNew(Exception):
    """The draft is what customers get already."""


@transaction.atomic
def publish(
    *, survey: Survey, seen: uuid.UUID | None, by: Member, now: datetime
) -> QuestionnaireVersion:
    """Make the draft a version that never changes, and let every address ask it from now on.

    Addresses that are pinned to an earlier version stay with it. Raises HasProblems, NothingNew,
    ScaleChanged of the series, and ChangedMeanwhile when the draft is not what the person saw.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    step, definition = present(survey=survey)
    if step.pk != seen:
        raise ChangedMeanwhile(step)
    if problems := check(definition):
        raise HasProblems(problems)
    if survey.live is not None and asked_by(version=survey.live) == definition:
        raise NothingNew
    count = 0 if survey.series is None else survey.series.versions.count()
    version = publish_definition(
        tenant=by.tenant,
        questionnaire_name=_free_name(survey) if survey.series is None else "",
        questionnaire=survey.series,
        version_name=str(count + 1),
        definition=definition,
    )
    before = "" if survey.live is None else survey.live.name
    survey.series, survey.live = version.questionnaire, version
    survey.published_at_step, survey.changed_at = survey.at, now
    survey.save(update_fields=["series", "live", "published_at_step", "changed_at"])
    record(
        tenant_id=survey.tenant_id,
        actor=person(by.user_id),
        action=Action.SURVEY_PUBLISHED,
        about=f"survey:{survey.pk}",
        details=changes({"version": before}, {"version": version.name}),
        now=now,
    )
    return version


def _free_name(survey: Survey) -> str:
    """The survey's name, with a number where another series has it."""
    taken = set(
        Questionnaire.objects.filter(
            tenant=survey.tenant_id, name__startswith=survey.name[:150]
        ).values_list("name", flat=True)
    )
    attempt = 1
    while numbered(survey.name, attempt) in taken:
        attempt += 1
    return numbered(survey.name, attempt)


@dataclass(frozen=True, slots=True)
class End:
    """When a survey ends by itself; None never."""

    at: datetime | None = None
    after_answers: int | None = None


def set_end(*, series: Questionnaire, end: End) -> None:
    """Say when a survey ends by itself."""
    series.closes_at, series.most_answers = end.at, end.after_answers
    series.save(update_fields=["closes_at", "most_answers"])
    look_again()


def close(*, series: Questionnaire, now: datetime) -> None:
    """Take no more answers at any address, until it is opened again. Safe to repeat."""
    Questionnaire.objects.filter(pk=series.pk, closed_at=None).update(closed_at=now)
    look_again()


def reopen(*, series: Questionnaire) -> None:
    """Take answers again. An end that was set by date or number stays."""
    Questionnaire.objects.filter(pk=series.pk).update(closed_at=None)
    look_again()
