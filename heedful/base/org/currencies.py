"""The money of a country, and the choice among all that is used somewhere."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies
from django.utils.translation import get_language

from heedful.base.org.zones import country_of_zone


def currency_by_clock(time_zone: str) -> str:
    """Return the three letters of the money where this time zone is; else ""."""
    country = country_of_zone(time_zone)
    return next(iter(get_territory_currencies(country)), "") if country else ""


def currency_choices(*, empty: str, kept: str = "") -> list[tuple[str, str]]:
    """Return a choice of none, all money of now in the reader's language, and what is kept."""
    known = legal_tender(get_language() or "en")
    # What was kept may have been given up since by all that had it.
    old = [(kept, kept)] if kept and kept not in dict(known) else []
    return [("", empty), *known, *old]


@lru_cache(maxsize=64)
def legal_tender(language: str) -> list[tuple[str, str]]:
    """Codes of all money that is legal tender now, with their names in a language."""
    locale = Locale.parse(language, sep="-")
    countries = get_global("territory_currencies")
    codes = {code for country in countries for code in get_territory_currencies(country)}
    return [(code, f"{code} · {get_currency_name(code, locale=locale)}") for code in sorted(codes)]
