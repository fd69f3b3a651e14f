"""Countries as people write them."""

from functools import lru_cache

from babel import Locale


@lru_cache(maxsize=512)
def country_code(country: str) -> str:
    """Return the two letters of a country: "GB" for "gb", "UK" and "United Kingdom"; else ""."""
    text = country.strip()
    if text.upper() == "UK":
        return "GB"
    names = Locale("en").territories
    if text.upper() in names:
        return text.upper()
    wanted = text.casefold()
    return next((code for code, name in names.items() if name.casefold() == wanted), "")
