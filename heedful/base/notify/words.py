"""How pages speak of ways and of what became of a delivery."""

from typing import Any

from django.utils.functional import Promise
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
SUBJECTS: dict[Subject, Any] = {
    Subject.ALERT: _("Alerts"),
    Subject.CASE: _("Cases"),
    Subject.CHANNEL: _("Channels that stopped working"),
    Subject.OTHER: _("Everything else"),
}
