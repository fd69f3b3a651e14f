"""Drafting a survey: begun, changed step by step, undone and done again, put away."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from heedful.base.org.models import Member
from heedful.listen.authoring.editing import part
from heedful.listen.authoring.models import Survey, SurveyStep
from heedful.listen.surveys.definition import Definition, as_plain, decode

Edit = Callable[[Definition], Definition]
# So many steps back can be walked; older ones are forgotten.
KEPT_STEPS = 300


class ChangedMeanwhile(Exception):
    """Somebody else changed the same part since this person looked at it."""

    def __init__(self, theirs: SurveyStep) -> None:
        super().__init__()
        self.theirs = theirs


class NoStep(Exception):
    """There is nothing left to undo, or to do again."""


@transaction.atomic
def begin(
    *,
    by: Member,
    name: str,
    definition: Definition,
    now: datetime,
    origin: dict[str, object] | None = None,
) -> Survey:
    """Begin a survey for the person's part of the organisation."""
    survey = Survey.objects.create(
        tenant_id=by.tenant_id,
        name=name,
        home=by.scope,
        created_at=now,
        changed_at=now,
        origin=origin,
    )
    _add_step(survey, definition, by, now)
    return survey


def present(*, survey: Survey) -> tuple[SurveyStep, Definition]:
    """Return the draft as it stands."""
    step = SurveyStep.objects.select_related("by").get(
        tenant=survey.tenant_id, survey=survey, number=survey.at
    )
    return step, decode(step.definition)


@transaction.atomic
def change(
    *, survey: Survey, seen: uuid.UUID | None, about: str, edit: Edit, by: Member, now: datetime
) -> Survey:
    """Change the draft, from the step that the person has seen; it becomes the newest step.

    When somebody else changed another part meanwhile, both changes stand. A change that changes
    nothing makes no step. Raises ChangedMeanwhile when it was the same part, and Gone when the
    part is there no more; nothing is changed then.
    """
    survey = _locked(survey)
    step, definition = present(survey=survey)
    if seen is not None and step.pk != seen and not _untouched(survey, seen, about, definition):
        raise ChangedMeanwhile(step)
    changed = edit(definition)
    if changed == definition:
        return survey
    SurveyStep.objects.filter(tenant=survey.tenant_id, survey=survey, number__gt=survey.at).delete()
    survey.at += 1
    _add_step(survey, changed, by, now)
    SurveyStep.objects.filter(
        tenant=survey.tenant_id, survey=survey, number__lte=survey.at - KEPT_STEPS
    ).delete()
    return _touched(survey, now)


def undo(*, survey: Survey, now: datetime) -> Survey:
    """Go one step back. Raises NoStep."""
    return _walk(survey, -1, now)


def redo(*, survey: Survey, now: datetime) -> Survey:
    """Go one step forward again. Raises NoStep."""
    return _walk(survey, 1, now)


@transaction.atomic
def duplicate(*, survey: Survey, name: str, by: Member, now: datetime) -> Survey:
    """Begin another survey from this one's draft; it becomes a series of its own."""
    _step, definition = present(survey=survey)
    return begin(by=by, name=name, definition=definition, now=now, origin=survey.origin)


def rename(*, survey: Survey, name: str, now: datetime) -> None:
    """Call a survey otherwise; its series keeps the name under which answers are kept."""
    Survey.objects.filter(pk=survey.pk).update(name=name, changed_at=now)


def archive(*, survey: Survey, now: datetime) -> None:
    """Put a survey away; its addresses go on working. Safe to repeat."""
    Survey.objects.filter(pk=survey.pk, archived_at=None).update(archived_at=now)


def take_back(*, survey: Survey) -> None:
    """Bring a survey back among the others."""
    Survey.objects.filter(pk=survey.pk).update(archived_at=None)


def _untouched(survey: Survey, seen: uuid.UUID, about: str, definition: Definition) -> bool:
    """Whether a part is still as the person saw it; adding and moving concern no part."""
    before = SurveyStep.objects.filter(tenant=survey.tenant_id, survey=survey, pk=seen).first()
    if before is None:
        return not about
    return part(decode(before.definition), about) == part(definition, about)


@transaction.atomic
def _walk(survey: Survey, by: int, now: datetime) -> Survey:
    survey = _locked(survey)
    there = SurveyStep.objects.filter(tenant=survey.tenant_id, survey=survey, number=survey.at + by)
    if not there.exists():
        raise NoStep
    survey.at += by
    return _touched(survey, now)


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update().get(pk=survey.pk)


def _touched(survey: Survey, now: datetime) -> Survey:
    survey.changed_at = now
    survey.save(update_fields=["at", "changed_at"])
    return survey


def _add_step(survey: Survey, definition: Definition, by: Member, now: datetime) -> None:
    SurveyStep.objects.create(
        tenant_id=survey.tenant_id,
        survey=survey,
        number=survey.at,
        definition=as_plain(definition),
        by_id=by.user_id,
        made_at=now,
    )
