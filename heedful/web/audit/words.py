"""What was done, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.base.audit.rules import ITSELF, OPERATOR, Action

Words = str | Promise

ACTIONS: Mapping[str, Words] = {
    Action.SIGNED_IN: _("Signed in"),
    Action.SIGN_IN_FAILED: _("Tried to sign in"),
    Action.PERSON_ADDED: _("Added a person"),
    Action.PERSON_CHANGED: _("Changed a person’s role or place"),
    Action.PERSON_REMOVED: _("Removed a person"),
    Action.LINK_MADE: _("Made a sign-in link"),
    Action.TOKEN_MADE: _("Let a program in"),
    Action.TOKEN_ENDED: _("Ended a program’s access"),
    Action.FILE_IMPORTED: _("Imported a file"),
    Action.FILE_TAKEN_BACK: _("Took a file back out"),
    Action.EXPORTED: _("Downloaded a file"),
    Action.SURVEY_PUBLISHED: _("Published a survey"),
    Action.CHANNEL_ADDED: _("Added a channel"),
    Action.CHANNEL_CHANGED: _("Changed a channel"),
    Action.CHANNEL_REMOVED: _("Removed a channel"),
    Action.ALERT_RULE_CHANGED: _("Changed a rule for alerts"),
    Action.WEBHOOK_ADDED: _("Added a webhook"),
    Action.WEBHOOK_CHANGED: _("Changed a webhook"),
    Action.WEBHOOK_REMOVED: _("Removed a webhook"),
    Action.PROGRAMME_ADDED: _("Added a programme of invitations"),
    Action.PROGRAMME_CHANGED: _("Changed a programme of invitations"),
    Action.OFFER_MADE: _("Offered something in a case"),
    Action.OFFER_DECIDED: _("Decided on an offer in a case"),
    Action.CUSTOMER_EXPORTED: _("Downloaded what is known of a customer"),
    Action.CUSTOMER_ERASED: _("Erased a customer"),
}
ACTORS: Mapping[str, Words] = {
    OPERATOR: _("An operator, at the terminal"),
    ITSELF: _("Heedful itself"),
}
# Names of details; others keep their own name.
DETAILS: Mapping[str, Words] = {
    "address": _("address"),
    "answers_wanted": _("answers that are enough"),
    "by_file": _("by a list"),
    "changed": _("changed rows"),
    "channels": _("channels"),
    "cost": _("cost, in hundredths"),
    "days": _("days"),
    "delay_minutes": _("minutes after the visit"),
    "earliest": _("not before"),
    "escalate_minutes": _("minutes until the next people are called"),
    "even_out": _("evens out parts of the day"),
    "events": _("events"),
    "expires_days": _("days until it ends"),
    "for": _("for"),
    "gather_hours": _("hours that belong together"),
    "kind": _("kind"),
    "latest": _("not after"),
    "max_days": _("most days after the visit"),
    "new": _("new rows"),
    "opens_case": _("opens a case"),
    "place": _("place"),
    "quota": _("most invitations in seven days"),
    "reminder_days": _("days until a reminder"),
    "reminders": _("reminders"),
    "role": _("role"),
    "scopes": _("may read"),
    "settings": _("other settings"),
    "share": _("share of visits"),
    "state": _("state"),
    "urgent": _("urgent"),
    "version": _("version"),
    "way": _("by"),
    "words": _("words in"),
}
# Codes in details; others keep their own name.
CODES: Mapping[str, Words] = {
    "True": _("yes"),
    "False": _("no"),
    "": _("nothing"),
    "all": _("all"),
    "on": _("on"),
    "off": _("off"),
    "shadow": _("shadow"),
    "draft": _("draft"),
    "running": _("running"),
    "paused": _("paused"),
    "waiting": _("waits for approval"),
    "approved": _("approved"),
    "refused": _("refused"),
}
