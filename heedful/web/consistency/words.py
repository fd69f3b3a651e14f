"""What the parts of the differences are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.understand.consistency.rules import (
    CUSTOMER,
    DAY,
    EVEN,
    LOCATION,
    REST,
    SHIFT,
    SLOT,
    TYPICAL,
    UNEVEN,
)

PARTS: dict[str, tuple[Promise, Promise]] = {
    LOCATION: (_("Which location"), _("Lasting differences between locations.")),
    DAY: (_("Which day there"), _("Good and bad days of a location.")),
    SLOT: (
        _("Which part of the week there"),
        _("Lasting differences between weekdays and times of day at a location."),
    ),
    SHIFT: (
        _("Which shift there"),
        _("Good and bad shifts of a day: morning, midday, afternoon, evening, late."),
    ),
    CUSTOMER: (
        _("Which guest"),
        _("Lasting differences between guests who come back to the same location."),
    ),
    REST: (
        _("The single visit"),
        _("What differs from one visit to the next and goes with none of the above."),
    ),
}
WHY_NOT: dict[str, Promise] = {
    LOCATION: _("It needs answers from several locations."),
    DAY: _("It needs days with more than one answer."),
    SLOT: _("It needs answers at different times of the day."),
    SHIFT: _("It needs the time of the visit, and shifts with more than one answer."),
    CUSTOMER: _("It needs guests with a number or name who came back."),
    REST: _("It needs more answers."),
}
EVENNESS: dict[str, tuple[Promise, str]] = {
    EVEN: (_("more even than others"), "good"),
    UNEVEN: (_("less even than others"), "caution"),
    TYPICAL: (_("as even as others"), ""),
}
