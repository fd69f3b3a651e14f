"""The starting points as a person chooses among them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Start:
    """`name` is also that of the file with its questions; empty begins with nothing."""

    name: str
    title: Words
    about: Words


STARTS: tuple[Start, ...] = (
    Start("restaurant", _("Restaurant"), _("Food, waiting, staff, and how the meal was had.")),
    Start("shop", _("Shop"), _("Finding things, help, the wait at the till.")),
    Start("bank", _("Bank branch"), _("Waiting, clear advice, privacy, matter settled.")),
    Start("hotel", _("Hotel"), _("Arrival, room, sleep, breakfast.")),
    Start("cars", _("Car dealer"), _("The appointment, the work, the time, the bill.")),
    Start("clinic", _("Clinic"), _("Waiting, being listened to, what happens next.")),
    Start("delivery", _("Delivery"), _("Ordering, time, condition, the person at the door.")),
    Start("pulse", _("Short pulse"), _("Each customer gets two of five ratings, by chance.")),
    Start("one", _("One question"), _("One tap, for places where nobody stands beside.")),
    Start("", _("Empty"), _("One question to begin with; you add the rest.")),
)


def start_named(name: str) -> Start | None:
    return next((one for one in STARTS if one.name == name), None)
