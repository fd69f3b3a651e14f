"""How good the model of each survey is, and what it goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.base.org.models import Member
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.risk.queries import models_of
from heedful.understand.risk.rules import RiskModel, Share
from heedful.web.numbers import percent

MOST = 10


@dataclass(frozen=True, slots=True)
class Learned:
    """One survey's model as the page tells it; `model` is None while there is too little."""

    survey: str
    model: RiskModel | None
    precision: str = ""
    recall: str = ""
    by_chance: str = ""
    goes_with: Sequence[str] = ()
    speaks_against: Sequence[str] = ()


def learned_of(*, member: Member) -> list[Learned]:
    """Each survey's model. Two queries."""
    surveys = list(Questionnaire.objects.filter(tenant=member.tenant_id).order_by("name"))
    models = models_of(tenant_id=member.tenant_id, questionnaires=[one.pk for one in surveys])
    return [_learned(one.name, models.get(one.pk)) for one in surveys]


def _learned(survey: str, model: RiskModel | None) -> Learned:
    if model is None:
        return Learned(survey, None)
    words = sorted(model.words.items(), key=lambda pair: -pair[1])
    return Learned(
        survey,
        model,
        precision=_told(model.precision),
        recall=_told(model.recall),
        by_chance=percent(model.unhappy / model.tested),
        goes_with=[word for word, weight in words[:MOST] if weight > 0],
        speaks_against=[word for word, weight in words[::-1][:MOST] if weight < 0],
    )


def _told(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return _("Not enough evidence yet")
    told = {"value": percent(share.value), "low": percent(share.low), "high": percent(share.high)}
    return _("%(value)s, likely between %(low)s and %(high)s") % told
