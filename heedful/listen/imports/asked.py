"""The published survey that a file brings answers to."""

from collections.abc import Mapping as Table
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED
from heedful.base.tenancy.models import Tenant
from heedful.listen.imports.mapping import Mapping, MappingError
from heedful.listen.imports.mapping.surveyed import NO_QUESTIONS
from heedful.listen.surveys.definition import Question, all_singles
from heedful.listen.surveys.models import Item, QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of


@dataclass(frozen=True, slots=True)
class AskedSurvey:
    """`places` are where the mapping's rated items stand among the version's slots."""

    version: QuestionnaireVersion
    questions: Table[str, Question]
    places: tuple[int, ...]

    def spread(self, scores: NDArray[np.int16]) -> NDArray[np.int16]:
        """Put scores into the version's slots; what the file does not hold was not answered."""
        whole = np.full((len(scores), len(self.version.slots)), NOT_ANSWERED, np.int16)
        whole[:, list(self.places)] = scores
        return whole


def survey_of(*, tenant: Tenant, mapping: Mapping) -> AskedSurvey | None:
    """Return the survey whose answers a file brings; None for any other file.

    Call it inside the tenant's fence. Raises MappingError.
    """
    series = mapping.series
    if not series.published:
        return None
    version = QuestionnaireVersion.objects.filter(
        tenant=tenant,
        questionnaire__name=series.questionnaire,
        name=series.version,
        definition__isnull=False,
    ).first()
    if version is None:
        told = _("No survey “%(survey)s” was published as its version “%(version)s”.")
        named = {"survey": series.questionnaire, "version": series.version}
        raise MappingError(told % named)
    questions = {one.code: one for one in all_singles(definition_of(version=version))}
    return AskedSurvey(version, questions, _places(mapping, version))


def questions_of(survey: AskedSurvey | None) -> Table[str, Question]:
    """Return what a file may answer beside rated items and words."""
    return survey.questions if survey else NO_QUESTIONS


def _places(mapping: Mapping, version: QuestionnaireVersion) -> tuple[int, ...]:
    known = {
        item.code: item
        for item in Item.objects.filter(
            tenant=version.tenant_id, questionnaire=version.questionnaire_id
        )
        if item.slot in version.slots
    }
    for item in mapping.rated_items:
        asked = known.get(item.code)
        if asked is None:
            told = _("items.%(code)s: the survey has no such rated question. Take it out.")
            raise MappingError(told % {"code": item.code})
        if (asked.low, asked.high, asked.kind) != (item.low, item.high, item.kind):
            told = _("items.%(code)s: the survey asks it from %(low)s to %(high)s.")
            raise MappingError(told % {"code": item.code, "low": asked.low, "high": asked.high})
    return tuple(version.slots.index(known[item.code].slot) for item in mapping.rated_items)
