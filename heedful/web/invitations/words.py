"""What states, channels and reasons are called on screen."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "email": _("E-mail"),
    "sms": _("Text message"),
    "call": _("Call"),
    "all": _("All channels"),
}
PURPOSES = {
    "survey": _("Invitation to a survey"),
    "reminder": _("Reminder"),
    "follow_up": _("Question after a case"),
    "review": _("Invitation to review"),
    "recommendation": _("Invitation to recommend"),
    "thanks": _("Thank-you"),
    "service": _("Answer to the customer"),
    "all": _("Every kind of ask"),
}
REASONS = {
    "not_drawn": _("Not drawn by chance"),
    "failed": _("Could not be reached: nothing arrived"),
    "no_customer": _("No customer is known"),
    "no_address": _("No address for these channels"),
    "no_consent": _("Has not agreed to be asked on this channel"),
    "opted_out": _("Wants no invitations"),
    "open_case": _("Has an open case"),
    "budget": _("Was asked enough lately"),
    "quiet_hours": _("Quiet hours until it was too late"),
    "quota": _("The location had its number of invitations"),
    "too_late": _("The visit was too long ago"),
    "broken": _("It failed several times"),
    "erased": _("The customer was erased"),
}
STATES = {"draft": _("Draft"), "running": _("Running"), "paused": _("Paused")}
