"""How the pages speak of times."""

from django.utils.translation import gettext_lazy as _

from heedful.understand.saved.rules import Every

EVERY = {
    Every.DAILY: _("Every day"),
    Every.WEEKLY: _("Every week"),
    Every.MONTHLY: _("Every month"),
}
