"""The calendar of a location: opening hours, public holidays of its country, own closing days."""

import uuid
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from babel import Locale

from heedful.act.cases.clock import Calendar
from heedful.act.cases.models import CaseSettings, ClosingDay
from heedful.base.org.models import Ancestry, Node


def calendar_of(*, location: Node, settings: CaseSettings, year: int) -> Calendar:
    """When a location is open, around this year. At most one query."""
    zone = ZoneInfo(location.time_zone)
    if settings.around_the_clock or not any(location.opening_hours):
        return Calendar(zone)
    years = range(year - 1, year + 3)
    closed = own_closing_days(tenant_id=location.tenant_id, location_id=location.pk)
    if settings.closed_on_holidays:
        closed |= public_holidays(country=location.country, years=years)
    return Calendar(zone, location.opening_hours, closed)


def own_closing_days(*, tenant_id: uuid.UUID, location_id: uuid.UUID) -> frozenset[date]:
    """Days on which the location, or a group above it, is said to be closed."""
    above = Ancestry.objects.filter(tenant_id=tenant_id, descendant=location_id)
    rows = ClosingDay.objects.filter(tenant=tenant_id, node__in=above.values("ancestor_id"))
    return frozenset(rows.values_list("day", flat=True))


def public_holidays(*, country: str, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of a whole country, named by its code or in English; none when unknown."""
    import holidays  # noqa: PLC0415  # a second start must stay quick

    code = country_code(country)
    if code not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(code, years=list(years)))


def country_code(country: str) -> str:
    """Return the two letters of a country: "GB" for "gb", "UK" and "United Kingdom"."""
    text = country.strip()
    if text.upper() == "UK":
        return "GB"
    names = Locale("en").territories
    if text.upper() in names:
        return text.upper()
    wanted = text.casefold()
    return next((code for code, name in names.items() if name.casefold() == wanted), "")
