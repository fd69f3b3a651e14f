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
    Action.OFFER_MADE: _("Offered something in a case"),
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
    "by_file": _("by a list"),
    "changed": _("changed rows"),
    "days": _("days"),
    "for": _("for"),
    "new": _("new rows"),
    "place": _("place"),
    "role": _("role"),
    "scopes": _("may read"),
    "way": _("by"),
}
