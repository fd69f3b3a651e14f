"""The tables of recovery cases: the case, what is said in it, what an organisation sets."""

from heedful.act.cases.models.case import (
    Case,
    CaseCounter,
    CaseEvent,
    CaseFeedback,
    CasePresence,
    CaseView,
)
from heedful.act.cases.models.settings import (
    CaseChoice,
    CaseSettings,
    CaseTemplate,
    ClosingDay,
    OfferBudget,
)
from heedful.act.cases.models.talk import (
    CaseMessage,
    CaseNote,
    CaseOffer,
    CasePromise,
    CaseQuestion,
)

__all__ = [
    "Case",
    "CaseChoice",
    "CaseCounter",
    "CaseEvent",
    "CaseFeedback",
    "CaseMessage",
    "CaseNote",
    "CaseOffer",
    "CasePresence",
    "CasePromise",
    "CaseQuestion",
    "CaseSettings",
    "CaseTemplate",
    "CaseView",
    "ClosingDay",
    "OfferBudget",
]
