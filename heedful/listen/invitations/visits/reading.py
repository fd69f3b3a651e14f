"""One visit as text, from a file or a program, to what is kept of it."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heedful.base.customers.bulk import Person
from heedful.base.customers.identities import FIELDS, NotAnIdentity, read_fields
from heedful.base.customers.rules import Channel
from heedful.base.org.countries import country_at
from heedful.base.org.dayparts import Daypart
from heedful.base.org.models import Node
from heedful.base.org.zones import known_zones
from heedful.listen.feedback.rules import trading_day_of

NEEDED = ("location_code", "visited_at", "visit_key")
# What a column may be called; all but the needed may be left out.
COLUMNS = (
    *NEEDED,
    *FIELDS,
    "language",
    "time_zone",
    "value",
    "agreed_to",
)
LONGEST_KEY = 120
# A clock that goes wrong sends visits of the day after tomorrow.
AHEAD = timedelta(hours=26)
MOST_VALUE = Decimal(10) ** 9


class NotAVisit(ValueError):
    """A visit cannot be read; `column` is where and the sentence says why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit that can be kept."""

    location_id: uuid.UUID
    visited_at: datetime
    day: date
    daypart: str
    key: str
    value: Decimal | None
    person: Person
    agreed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class House:
    """What reading needs to know of the organisation."""

    places: Mapping[str, Node]  # by code, those that the person may bring visits of
    dayparts: tuple[Daypart, ...]
    day_starts_at: time
    now: datetime


def read_visit(given: Mapping[str, str], house: House) -> VisitLine:
    """Read one visit. Raises NotAVisit."""
    place = house.places.get(given.get("location_code", ""))
    if place is None or not place.is_location:
        raise NotAVisit("location_code", _("There is no location of yours with this code."))
    zone = ZoneInfo(place.time_zone)
    at = _moment(given.get("visited_at", ""), zone, house.now)
    local = at.astimezone(zone)
    day = trading_day_of(local=local, day_starts_at=house.day_starts_at)
    minutes = local.hour * 60 + local.minute + (1440 if local.date() > day else 0)
    return VisitLine(
        location_id=place.pk,
        visited_at=at,
        day=day,
        daypart=daypart_at(house.dayparts, minutes),
        key=_key(given.get("visit_key", "")),
        value=_value(given.get("value", "")),
        person=_person(given, place),
        agreed_to=tuple(_agreed(given.get("agreed_to", ""))),
    )


def daypart_at(parts: tuple[Daypart, ...], minutes: int) -> str:
    """The part of the trading day that a minute falls into; what comes before is the first's."""
    begun = [part.name for part in parts if part.starts <= minutes]
    return begun[-1] if begun else parts[0].name


def _moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        reason = _("This is not a moment like 2026-11-25 19:40, of the location's own clock.")
        raise NotAVisit("visited_at", reason) from error
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    try:
        ahead = at > now + AHEAD
        at.astimezone(zone)
    except OverflowError as error:
        raise NotAVisit("visited_at", _("Nobody was here at that time.")) from error
    if ahead:
        raise NotAVisit("visited_at", _("This moment is still to come."))
    if at < now - timedelta(days=3660):
        raise NotAVisit("visited_at", _("This moment is more than ten years ago."))
    return at


def _key(text: str) -> str:
    if not text or len(text) > LONGEST_KEY:
        reason = _("Each visit has a key of its own, such as its receipt, of up to 120 letters.")
        raise NotAVisit("visit_key", reason)
    return text


def _value(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise NotAVisit("value", _("This is not an amount like 23.50.")) from error
    if not value.is_finite() or not 0 <= value < MOST_VALUE:
        raise NotAVisit("value", _("This is not an amount like 23.50."))
    return value.quantize(Decimal("0.01"))


def _person(given: Mapping[str, str], place: Node) -> Person:
    try:
        pairs = read_fields(given, country=country_at(place))
    except NotAnIdentity as error:
        raise NotAVisit(error.field, str(error)) from error
    zone = given.get("time_zone", "")
    if zone and zone not in known_zones():
        reason = _("This is not the name of a time zone, such as Europe/London.")
        raise NotAVisit("time_zone", reason)
    return Person(pairs, language=given.get("language", "")[:16], time_zone=zone)


def _agreed(text: str) -> Iterator[str]:
    """Channels on which the customer agreed to be asked, with commas or spaces between."""
    for word in text.casefold().replace(",", " ").split():
        if word not in set(Channel):
            names = ", ".join(Channel)
            reason = _("Customers agree to %(names)s.") % {"names": names}
            raise NotAVisit("agreed_to", reason)
        yield word
