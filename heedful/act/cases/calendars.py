"""The calendar of a location: opening hours, public holidays of its country, own closing days."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from heedful.act.cases.clock import Calendar
from heedful.act.cases.models import CaseSettings, ClosingDay
from heedful.base.org.countries import country_code
from heedful.base.org.models import Ancestry, Node


def calendar_of(*, location: Node, settings: CaseSettings, year: int) -> Calendar:
    """When a location is open, around this year. At most two queries."""
    years = range(year - 1, year + 3)
    return calendars_of(locations=[location], settings=settings, years=years)[location.pk]


def calendars_of(
    *, locations: Sequence[Node], settings: CaseSettings, years: Sequence[int]
) -> dict[uuid.UUID, Calendar]:
    """When each of these locations of one organisation is open. At most two queries."""
    closed = _own_closing_days(locations)
    countries = {one.country for one in locations if settings.closed_on_holidays}
    holidays = {one: public_holidays(one, tuple(years)) for one in countries}
    found = {}
    for one in locations:
        zone = ZoneInfo(one.time_zone)
        days = closed[one.pk] | holidays.get(one.country, frozenset())
        always = settings.around_the_clock or not any(one.opening_hours)
        found[one.pk] = Calendar(zone) if always else Calendar(zone, one.opening_hours, days)
    return found


def _own_closing_days(locations: Sequence[Node]) -> dict[uuid.UUID, frozenset[date]]:
    """Days on which each location, or a group above it, is said to be closed."""
    found: dict[uuid.UUID, frozenset[date]] = defaultdict(frozenset)
    if not locations:
        return found
    tenant_id = locations[0].tenant_id
    days: dict[uuid.UUID, set[date]] = defaultdict(set)
    for node, day in ClosingDay.objects.filter(tenant=tenant_id).values_list("node", "day"):
        days[node].add(day)
    if days:
        above = Ancestry.objects.filter(
            tenant_id=tenant_id,
            descendant__in=[one.pk for one in locations],
            ancestor__in=list(days),
        )
        for below, node in above.values_list("descendant_id", "ancestor_id"):
            found[below] |= days[node]
    return found


@lru_cache(maxsize=512)
def public_holidays(country: str, years: tuple[int, ...]) -> frozenset[date]:
    """Public holidays of a whole country, named by its code or in English; none when unknown."""
    import holidays  # noqa: PLC0415  # a second start must stay quick

    code = country_code(country)
    if code not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(code, years=years))
