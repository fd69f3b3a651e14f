"""How pages speak of ways and of what became of a delivery."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heedful.base.notify.rules import State, Subject, Way

WAYS: dict[Way, str | Promise] = {
    Way.PUSH: _("Phone or browser"),
    Way.EMAIL: _("E-mail"),
    Way.SMS: _("Text message"),
    Way.CHAT: _("Chat"),
    Way.HOOK: _("Webhook"),
}
STATES: dict[State, str | Promise] = {
    State.WAITING: _("to be sent"),
    State.SENDING: _("being sent"),
    State.HANDED: _("to be sent"),
    State.SENT: _("sent"),
    State.FAILED: _("failed"),
    State.UNKNOWN: _("unknown whether it was sent"),
}
# Why something was not sent, or not at once, as it is kept.
REASONS: dict[str, str | Promise] = {
    "not_reachable": _("the address cannot be reached from here"),
    "no_connection": _("there was no connection"),
    "no_answer": _("no answer came"),
    "cut_off": _("we were cut off while it was handed over"),
    "no_address": _("there is no address"),
    "secret_lost": _("the address can no longer be read; add it again"),
    "broke": _("something went wrong on our side"),
    "switched_off": _("it is switched off"),
    "gone": _("nobody is there any more"),
    "refused": _("the service said no"),
    "by hand": _("by hand"),
}
ANSWERED = "status_"
SUBJECTS: dict[Subject, Any] = {
    Subject.ALERT: _("Alerts"),
    Subject.CASE: _("Cases"),
    Subject.CHANNEL: _("Channels that stopped working"),
    Subject.OTHER: _("Everything else"),
}


def why(reason: str) -> str:
    """Say a kept reason in words."""
    if reason.startswith(ANSWERED):
        status = reason.removeprefix(ANSWERED)
        return gettext("the other side answered %(status)s") % {"status": status}
    return str(REASONS.get(reason, reason))
