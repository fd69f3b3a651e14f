"""The doors to who answers: the newest study, and what it says of places in scope."""

import uuid
from collections.abc import Sequence

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of
from heedful.understand.weights.rules import TRAFFIC, WHO_ANSWERS, PlaceAnswers
from heedful.understand.weights.ways import CHOICE, WEIGHTING, Choice, Way


def newest_study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=WHO_ANSWERS)


def newest_traffic(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """The file of visits that holds now; callers show no place of it."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=TRAFFIC)


def answers_visible_to(
    *, member: Member, run: StudyRun, node: Node
) -> Sequence[tuple[uuid.UUID, str, PlaceAnswers]]:
    """Key, name and what is said of the places below a node, as far as the person may see them."""
    places = places_visible_to(member=member, run=run).select_related("location")
    below = locations_under(node=node, on=run.last_day).values("pk")
    return [
        (place.location_id, place.location.name, result_of(place, PlaceAnswers))
        for place in places.filter(location__in=below).order_by("location__name", "pk")
    ]


def newest_choice(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """What somebody decided last about weighting; None while nobody did."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=CHOICE)


def newest_weighting(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """What each way of weighting would do; of the whole, so for whoever has the whole."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=WEIGHTING)


def chosen_way(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> Way:
    run = newest_choice(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    return whole_of(run, Choice).way if run else Way.NONE
