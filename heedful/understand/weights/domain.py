"""Taking visits in, taking them back, and finding anew who answers."""

import uuid
from datetime import date, datetime

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from heedful.base.org.models import Member, Node, NodeKind, Placement
from heedful.base.org.queries import dayparts_of, parents
from heedful.listen.feedback.rows import Rows
from heedful.understand.drivers.queries import current_study_window
from heedful.understand.metrics.queries import subject as subject_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import NoOutcome, Subject
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import rows_of
from heedful.understand.studies.models import PlaceStudy, StudyRun
from heedful.understand.studies.queries import latest_run, result_of, whole_of
from heedful.understand.weights.finding import Answers, place_answers
from heedful.understand.weights.rules import (
    TRAFFIC,
    WHO_ANSWERS,
    Kind,
    PlaceTraffic,
    Traffic,
    WhoAnswers,
)
from heedful.understand.weights.traffic import TrafficPlan, read_traffic

WEIGHT_ONE = 1e6


class NotTheWhole(Exception):
    """Visits are brought for the whole organisation; this person's part is smaller."""


def has_the_whole(*, member: Member) -> bool:
    """Whether the person's part is the whole organisation."""
    root = Placement.objects.filter(tenant=member.tenant_id, parent=None, node=member.scope_id)
    return root.exists()


def preview_traffic(*, member: Member, data: bytes, name: str) -> TrafficPlan:
    """Tell what a file of visits holds. Raises NotTheWhole, NotTraffic."""
    if not has_the_whole(member=member):
        raise NotTheWhole
    return plan_of(tenant_id=member.tenant_id, data=data, name=name)


def plan_of(*, tenant_id: uuid.UUID, data: bytes, name: str) -> TrafficPlan:
    """Read a file of visits against the locations of an organisation. Raises NotTraffic."""
    found = Node.objects.filter(tenant=tenant_id, kind=NodeKind.LOCATION)
    return read_traffic(data=data, name=name, places=dict(found.values_list("code", "pk")))


def take_traffic(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, plan: TrafficPlan, now: datetime
) -> StudyRun:
    """Keep the visits of a file; they replace those before until they are taken back."""
    kinds = plan.kinds
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=TRAFFIC,
        window=Window(plan.first, plan.last),
        now=now,
        whole=Traffic(
            kinds=kinds,
            visits=plan.total,
            locations=len(plan.visits),
            groups=tuple(sorted(plan.groups)),
            file=plan.file[:200],
        ),
        places={
            key: PlaceTraffic(tuple(counted[kind] for kind in kinds))
            for key, counted in plan.visits.items()
        },
    )


@transaction.atomic
def take_back_traffic(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> bool:
    """Forget the visits brought last, so that those before hold again; False without any."""
    run = latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=TRAFFIC)
    if run is None:
        return False
    PlaceStudy.objects.filter(tenant=tenant_id, run=run).delete()
    run.delete()
    return True


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Set answers beside visits for every location; None without an outcome or answers.

    With visits it looks at the days that their file covers, else at the newest ones.
    """
    try:
        subject = subject_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except NoOutcome:
        return None
    traffic = latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=TRAFFIC)
    window = (
        Window(traffic.first_day, traffic.last_day)
        if traffic
        else current_study_window(subject=subject)
    )
    if window is None:
        return None
    rows = rows_of(subject, window)
    ids, visits, kinds = visits_of(traffic, rows)
    answers = _answers(rows, subject)
    if not len(answers.at):
        return None
    scale = subject.item.scale
    found = place_answers(
        answers,
        values=subject.metric.values(scale),
        kinds=kinds,
        visits=visits,
        parent=_parents(tenant_id, ids, window.last),
        channels=len(rows.channels),
    )
    low, high = subject.bounds
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=WHO_ANSWERS,
        window=window,
        now=now,
        whole=WhoAnswers(
            kinds=kinds,
            channels=rows.channels,
            metric=subject.metric.name,
            low=low,
            high=high,
            dayparts=dayparts_of(tenant_id=tenant_id),
        ),
        places=dict(zip(ids, found, strict=True)),
    )


def visits_of(
    traffic: StudyRun | None, rows: Rows
) -> tuple[
    tuple[uuid.UUID, ...], np.ndarray[tuple[int, int], np.dtype[np.int64]], tuple[Kind, ...]
]:
    """All places with answers or visits, the visits of each by kind, and the kinds."""
    if traffic is None:
        return rows.locations, np.zeros((len(rows.locations), 0), dtype=np.int64), ()
    kinds = whole_of(traffic, Traffic).kinds
    counted = {
        place.location_id: result_of(place, PlaceTraffic).visits
        for place in PlaceStudy.objects.filter(tenant=traffic.tenant_id, run=traffic)
    }
    ids = tuple(dict.fromkeys([*rows.locations, *counted]))
    nothing = (0,) * len(kinds)
    visits = np.array([counted.get(key, nothing) for key in ids], dtype=np.int64)
    return ids, visits.reshape(len(ids), len(kinds)), kinds


def _answers(rows: Rows, subject: Subject) -> Answers:
    scale, scores = subject.item.scale, rows.scores[:, subject.slot]
    # Weights for who answers would count twice here.
    weights = rows.before_design
    kept = (scores >= scale.low) & (scores <= scale.high) & (weights > 0)
    return Answers(
        at=rows.at[kept],
        bin=scores[kept].astype(np.int64) - scale.low,
        weight=weights[kept] / WEIGHT_ONE,
        weekday=rows.weekdays[kept],
        minute=rows.minutes[kept],
        channel=rows.channel[kept],
    )


def _parents(tenant_id: uuid.UUID, ids: tuple[uuid.UUID, ...], on: date) -> NDArray[np.intp]:
    groups = parents(tenant_id=tenant_id, on=on)
    number = {name: i for i, name in enumerate(dict.fromkeys(map(groups.get, ids)))}
    return np.array([number[groups.get(key)] for key in ids], dtype=np.intp)
