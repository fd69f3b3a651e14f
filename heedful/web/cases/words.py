"""How the pages speak of cases: reasons, events, and why something was not sent."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.models.case import Outcome
from heedful.act.cases.models.talk import Answer, OfferState, Way
from heedful.act.cases.rules import Act
from heedful.web.numbers import number

REFUSALS = {
    "no_address": gettext_lazy("there is no address for it"),
    "opted_out": gettext_lazy("the customer does not want to be written to"),
    "no_consent": gettext_lazy("the customer has not agreed to it"),
    "open_case": gettext_lazy("the customer has an open case"),
    "budget": gettext_lazy("the customer was asked enough of late"),
    "quiet_hours": gettext_lazy("it is a quiet hour where the customer is"),
    "erased": gettext_lazy("the customer's data were erased"),
}
TONES = {"open": "bad", "reopened": "bad", "working": "caution", "waiting": "", "closed": "good"}
KEPT = {
    Answer.YES: ("good", gettext_lazy("Kept")),
    Answer.PARTLY: ("caution", gettext_lazy("Kept in part")),
    Answer.NO: ("bad", gettext_lazy("Not kept")),
}
PUT_RIGHT = {
    Answer.YES: gettext_lazy("Says that all is put right"),
    Answer.PARTLY: gettext_lazy("Says that it is put right in part"),
    Answer.NO: gettext_lazy("Says that it is not put right"),
}
_SIMPLE: Mapping[str, Any] = {
    Act.OPENED: gettext_lazy("Opened"),
    Act.SAID_AGAIN: gettext_lazy("The customer said more"),
    Act.FOUND: gettext_lazy("Found how to reach the customer"),
    Act.TAKEN: gettext_lazy("Taken into work"),
    Act.WROTE: gettext_lazy("Wrote to the customer"),
    Act.CALLED: gettext_lazy("Noted a call"),
    Act.HEARD: gettext_lazy("The customer wrote"),
    Act.NOTED: gettext_lazy("Left a note"),
    Act.PROMISED: gettext_lazy("Made a promise"),
    Act.PROMISE_DONE: gettext_lazy("Said that the promise is done"),
    Act.OFFERED: gettext_lazy("Made an offer"),
    Act.RESUMED: gettext_lazy("Let the clock go on"),
    Act.PREPARED: gettext_lazy("Wrote down cause and action"),
    Act.SPLIT: gettext_lazy("Made a case of its own again"),
    Act.CONTACT_MISSED: gettext_lazy("The time for first contact passed"),
    Act.RESOLVE_MISSED: gettext_lazy("The time to put it right passed"),
    Act.UNDONE: gettext_lazy("Took the last step back"),
}


def said(event: CaseEvent) -> str:
    """What happened, in a few words."""
    kind = Act(event.kind)
    if kind in _SIMPLE:
        return str(_SIMPLE[kind])
    return _SAID[kind](event.data)


def _asked(data: Mapping[str, Any]) -> str:
    refused = data.get("refused")
    if not refused:
        return _("Asked the customer")
    return _("Could not ask the customer: %(why)s") % {"why": REFUSALS.get(refused, refused)}


def _answered(data: Mapping[str, Any]) -> str:
    # Events stay as they were written: at first there was only a yes or a no.
    answer = Answer(data.get("answer") or ("yes" if data.get("yes") else "no"))
    if data.get("promise"):
        return _("Asked about a promise, the customer says: %(said)s") % {"said": KEPT[answer][1]}
    return _("The customer: %(said)s") % {"said": PUT_RIGHT[answer]}


def _closed(data: Mapping[str, Any]) -> str:
    outcomes = dict(Outcome.choices)
    outcome = outcomes.get(data.get("outcome", ""), "")
    return _("Closed: %(outcome)s") % {"outcome": outcome}


def _reopened(data: Mapping[str, Any]) -> str:
    return _("Reopened by the customer") if data.get("why") == "customer" else _("Reopened")


def _decided(data: Mapping[str, Any]) -> str:
    state = data.get("state")
    return _("Approved the offer") if state == OfferState.APPROVED else _("Refused the offer")


_SAID: Mapping[Act, Callable[[Mapping[str, Any]], str]] = {
    Act.ASSIGNED: lambda data: _("Given to %(name)s") % {"name": data.get("name", "")},
    Act.ASKED: _asked,
    Act.ANSWERED: _answered,
    Act.OFFER_DECIDED: _decided,
    Act.PAUSED: lambda data: _("Paused: %(why)s") % {"why": data.get("reason", "")},
    Act.SNOOZED: lambda _data: _("Put aside"),
    Act.CLOSED: _closed,
    Act.REOPENED: _reopened,
    Act.MERGED: lambda data: _("Joined to case %(number)s") % {"number": data.get("into", "")},
    Act.TOOK_IN: lambda data: _("Took in case %(number)s") % {"number": data.get("number", "")},
}


def reasons(case: Case) -> list[str]:
    """The three facts that move the case most, up or down."""
    return [_REASONS[one["code"]](one["told"], case) for one in case.reasons]


def _value(visits: Any, _case: Case) -> str:
    if not visits:
        return _("No visits before are known")
    return ngettext("%(n)s visit before is known", "%(n)s visits before are known", visits) % {
        "n": number(visits)
    }


def _severity(score: Any, case: Case) -> str:
    if score is None:
        return _("Gave no score")
    return _("Gave %(score)s of %(high)s") % {"score": score, "high": case.high}


def _waiting(hours: Any, _case: Case) -> str:
    days = round(hours / 24)
    if days >= 2:
        return ngettext("Waits for %(n)s day", "Waits for %(n)s days", days) % {"n": number(days)}
    count = round(hours)
    if count < 1:
        return _("Just came in")
    return ngettext("Waits for %(n)s hour", "Waits for %(n)s hours", count) % {"n": number(count)}


def _reach(reach: Any, _case: Case) -> str:
    return (_("Cannot be reached"), _("Can only be written to"), _("Can be called"))[reach]


def _repeated(times: Any, _case: Case) -> str:
    if not times:
        return _("First complaint")
    return ngettext("Complained %(n)s time before", "Complained %(n)s times before", times) % {
        "n": number(times)
    }


def _influence(_share: Any, _case: Case) -> str:
    return _("Many listen to this customer")


_REASONS: Mapping[str, Callable[[Any, Case], str]] = {
    "value": _value,
    "severity": _severity,
    "waiting": _waiting,
    "reach": _reach,
    "repeated": _repeated,
    "influence": _influence,
}
WAYS = dict(Way.choices)
