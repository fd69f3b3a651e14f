"""Choosing how answers are weighted, finding what each way would do, and letting rows follow."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from cxstats.sums import WEIGHT_ONE
from heedful.listen.feedback.models import FactorKind, Feedback, RowFactor
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.listen.invitations.queries import drawn_answers
from heedful.listen.surveys.models import Item
from heedful.understand.metrics.queries import newest_days
from heedful.understand.metrics.queries import subject as subject_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import NoOutcome
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import rows_of
from heedful.understand.studies.models import StudyRun
from heedful.understand.weights.domain import visits_of
from heedful.understand.weights.effects import effects_of
from heedful.understand.weights.queries import chosen_way, newest_traffic
from heedful.understand.weights.ways import CHOICE, WEIGHTING, Choice, Way, Weighting


def choose(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, way: Way, by_id: uuid.UUID, now: datetime
) -> StudyRun:
    """Keep how a person wants answers to be weighted; rows follow when `study` runs."""
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=CHOICE,
        window=Window(now.date(), now.date()),
        now=now,
        whole=Choice(way, str(by_id)),
        places={},
    )


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Find what each way of weighting would do, and let rows count by the one that was chosen.

    Judges by what rows count without weighting, so a repetition changes nothing. Without visits
    and without answers to invitations every row counts as it came, and nothing is kept.
    """
    traffic = newest_traffic(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    newest = newest_days(tenant_id=tenant_id).get(questionnaire_id)
    try:
        subject = subject_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except (NoOutcome, Item.DoesNotExist):
        return None
    drawn = drawn_answers(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    days = _days(traffic, [one.day for one in drawn.values()], newest)
    if days is None or newest is None:
        _let_count(questionnaire_id, tenant_id, {}, Way.NONE, now)
        return None
    window = Window(days.first, max(days.last, newest))
    rows = rows_of(subject, window)
    chance = np.array([drawn[key].chance if key in drawn else np.nan for key in rows.ids])
    _ids, visits, kinds = visits_of(traffic, rows)
    found = effects_of(subject, rows, last=days.last, visits=visits, kinds=kinds, chance=chance)
    chosen = chosen_way(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    in_use = chosen if chosen in found.factors else Way.NONE
    millionths = np.rint(found.factors[in_use] * WEIGHT_ONE).astype(np.int64)
    told = dict(zip(rows.ids, millionths.tolist(), strict=True))
    _let_count(questionnaire_id, tenant_id, told, in_use, now)
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=WEIGHTING,
        window=days,
        now=now,
        whole=Weighting(
            found.effects,
            in_use,
            window.last,
            weighted=int(found.known.sum()),
            others=int((~found.known).sum()),
            drawn=int(np.isfinite(chance[rows.days <= days.last.toordinal()]).sum()),
        ),
        places={},
    )


def _days(traffic: StudyRun | None, drawn: Sequence[date], newest: date | None) -> Window | None:
    """The days of the visits; without any, those since somebody first answered an invitation."""
    if traffic is not None:
        return Window(traffic.first_day, traffic.last_day)
    return Window(min(drawn), newest) if drawn and newest else None


def _let_count(
    questionnaire_id: uuid.UUID,
    tenant_id: uuid.UUID,
    told: dict[uuid.UUID, int],
    way: Way,
    now: datetime,
) -> int:
    """Set the factors that differ from those that stand; rows not told of count as they came."""
    design = RowFactor.objects.filter(tenant_id=tenant_id, kind=FactorKind.DESIGN)
    stand = dict(design.values_list("feedback_id", "factor"))
    change = {key: to for key, to in told.items() if stand.get(key, WEIGHT_ONE) != to}
    # Other questionnaires keep theirs.
    left = Feedback.objects.filter(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        superseded_at=None,
        id__in=[key for key in stand if key not in told],
    )
    change |= dict.fromkeys(left.values_list("id", flat=True), WEIGHT_ONE)
    factors = Factors(list(change), list(change.values()), [[way.value]] * len(change))
    return set_factors(tenant_id=tenant_id, kind=FactorKind.DESIGN, factors=factors, now=now)
