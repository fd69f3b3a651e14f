"""What the organisation's own model says of utterances, where it is good enough to be asked."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from heedful.act.alerts.reading import Spoken
from heedful.act.alerts.rules import Condition, Guess, Heard, Reason, asks_the_model
from heedful.understand.risk.queries import models_of
from heedful.understand.risk.rules import RiskModel, risk_of


def guessed(
    *, tenant_id: uuid.UUID, said: Sequence[Spoken], conditions: Iterable[Condition]
) -> list[Spoken]:
    """The same utterances with a guess each, when a rule asks for it. One query, or none.

    The outcome itself is not looked at: the model is for customers who left it out, or were polite.
    """
    if not said or not asks_the_model(conditions):
        return list(said)
    surveys = {one.feedback.questionnaire_id for one in said}
    models = models_of(tenant_id=tenant_id, questionnaires=surveys)
    return [_guessed(one, models.get(one.feedback.questionnaire_id)) for one in said]


def _guessed(one: Spoken, model: RiskModel | None) -> Spoken:
    if model is None or not model.good:
        return one
    return replace(one, heard=replace(one.heard, guess=_guess(one.heard, model)))


def _guess(heard: Heard, model: RiskModel) -> Guess:
    parts = {
        code: (rating.value - rating.low) / (rating.high - rating.low)
        for code, rating in heard.ratings.items()
    }
    risk, reasons = risk_of(model, parts=parts, comment=heard.comment)
    return Guess(risk, tuple(Reason("weighs", label) for label, _weight in reasons))
