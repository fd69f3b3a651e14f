"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.act.alerts.models import Alert, AlertRule, AlertVoice, RuleChange
from heedful.act.cases.models import (
    Case,
    CaseChoice,
    CaseCounter,
    CaseEvent,
    CaseFeedback,
    CaseMessage,
    CaseNote,
    CaseOffer,
    CasePresence,
    CasePromise,
    CaseQuestion,
    CaseSettings,
    CaseTemplate,
    CaseView,
    ClosingDay,
    OfferBudget,
)

__all__ = [
    "Alert",
    "AlertRule",
    "AlertVoice",
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
    "RuleChange",
]
