"""The only doors to surveys in the making for a signed-in person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to, nodes_visible_to
from heedful.listen.authoring.models import Handout, Survey, SurveyStep
from heedful.listen.authoring.texts import complete
from heedful.listen.surveys.closing import is_over
from heedful.listen.surveys.definition import Definition, decode
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion, SurveyLink

# Counting ends here: a list says "100,000 and more".
MOST_COUNTED = 100_000
COUNT = """
select wanted.id, (
    select count(*) from (
        select from listen_response r
        where r.tenant_id = %(tenant)s and r.version_id = any(wanted.versions)
        limit %(most)s
    ) counted
)
from unnest(%(series)s::uuid[]) as wanted_id (id)
join lateral (
    select wanted_id.id, array(
        select v.id from listen_questionnaire_version v
        where v.tenant_id = %(tenant)s and v.questionnaire_id = wanted_id.id
    ) as versions
) wanted on true
"""


def surveys_visible_to(*, member: Member) -> QuerySet[Survey]:
    """Surveys that were made for the person's part of the organisation."""
    homes = nodes_visible_to(member=member).values("pk")
    found = Survey.objects.filter(tenant=member.tenant_id, home__in=homes)
    return found.select_related("series", "live", "tenant", "home").order_by("-changed_at", "-pk")


def free_name(*, member: Member, base: str) -> str:
    """Return a name that none of the person's surveys has, with a number where it is needed."""
    found = surveys_visible_to(member=member).filter(name__startswith=base)
    taken = set(found.values_list("name", flat=True))
    name, number = base, 2
    while name in taken:
        name, number = f"{base} {number}", number + 1
    return name


def series_without_survey(*, member: Member) -> QuerySet[Questionnaire]:
    """Series whose answers came in files, and that no survey asks yet."""
    asked = Survey.objects.filter(tenant=member.tenant_id, series__isnull=False).values("series")
    found = Questionnaire.objects.filter(tenant=member.tenant_id).exclude(pk__in=asked)
    return found.order_by("name")


def steps_of(*, survey: Survey) -> QuerySet[SurveyStep]:
    return SurveyStep.objects.filter(tenant=survey.tenant_id, survey=survey)


def asked_by(*, version: QuestionnaireVersion) -> Definition:
    """What a version that was published from here asks."""
    return decode(version.definition or {})


def versions_of(*, survey: Survey) -> QuerySet[QuestionnaireVersion]:
    """What was published from here, the newest first."""
    found = QuestionnaireVersion.objects.filter(
        tenant=survey.tenant_id, questionnaire=survey.series_id, definition__isnull=False
    )
    return found.order_by("-created_at", "-pk")


def links_visible_to(*, member: Member, survey: Survey) -> QuerySet[SurveyLink]:
    """Addresses of a survey at the person's locations that stand somewhere, open and revoked."""
    places = locations_visible_to(member=member).values("pk")
    found = SurveyLink.objects.filter(
        tenant=member.tenant_id,
        version__questionnaire=survey.series_id,
        location__in=places,
        once=False,
    )
    return found.select_related("location", "version").order_by("location__name", "-created_at")


def handouts_visible_to(*, member: Member, survey: Survey) -> QuerySet[Handout]:
    """Addresses that were made together, of groups that the person may see."""
    nodes = nodes_visible_to(member=member).values("pk")
    found = Handout.objects.filter(tenant=member.tenant_id, survey=survey, node__in=nodes)
    return found.select_related("node", "by").order_by("-made_at", "-pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey as the list shows it."""

    survey: Survey
    state: str
    answers: int
    unpublished: bool
    languages: int
    whole: int  # languages in which every text is there

    @property
    def more(self) -> bool:
        """Whether there are more answers than were counted."""
        return self.answers >= MOST_COUNTED


def listed(*, surveys: Sequence[Survey], now: datetime) -> list[Listed]:
    """Tell of each survey what the list shows. Two queries for all."""
    if not surveys:
        return []
    steps = SurveyStep.objects.filter(
        tenant=surveys[0].tenant_id, survey__in=surveys, number=F("survey__at")
    )
    present = {step.survey_id: decode(step.definition) for step in steps}
    counts = answer_counts(surveys=surveys)
    return [_listed(one, present[one.pk], counts, now) for one in surveys]


def answer_counts(*, surveys: Sequence[Survey]) -> dict[uuid.UUID, int]:
    """How many answers each series has so far, counted up to a limit. One query."""
    series = [one.series_id for one in surveys if one.series_id is not None]
    if not series:
        return {}
    told: dict[str, Any] = {"tenant": surveys[0].tenant_id, "series": series, "most": MOST_COUNTED}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, told)
        return dict(cursor.fetchall())


def _listed(
    survey: Survey, draft: Definition, counts: dict[uuid.UUID, int], now: datetime
) -> Listed:
    answers = counts.get(survey.series_id, 0) if survey.series_id else 0
    texts = complete(draft)
    return Listed(
        survey=survey,
        state=state_of(survey=survey, answers=answers, now=now),
        answers=answers,
        unpublished=survey.published_at_step is not None and survey.published_at_step != survey.at,
        languages=len(texts),
        whole=sum(there == of_all for there, of_all in texts.values()),
    )


def state_of(*, survey: Survey, answers: int, now: datetime) -> str:
    """Whether customers can answer: draft, live or closed."""
    if survey.series is None or survey.live_id is None:
        return "draft"
    return "closed" if is_over(series=survey.series, answers=answers, now=now) else "live"
