"""The words of buttons, notes and problems that a customer reads, in the customer's language.

Customers' languages are data: a table for each beside this file. An organisation's own words for a
survey come first; English goes through gettext like every other page.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext

from heedful.base.languages import base_of, first_of
from heedful.listen.surveys.definition import Definition, Refusal, Text
from heedful.listen.surveys.phrases.english import ENGLISH

FOLDER = Path(__file__).parent


class Phrases:
    """Phrases of one language, looked up by name when they are needed."""

    def __init__(self, language: str, own: Mapping[str, Text] | None = None) -> None:
        self.language = language
        self._own = own or {}
        self._table = table(language)

    def __getitem__(self, name: str) -> str:
        own = self._own.get(name, {}).get(self.language)
        return own or self._table.get(name) or gettext(ENGLISH[name])

    def fill(self, name: str, **values: object) -> str:
        return self[name] % values

    def refused(self, refusal: Refusal) -> str:
        """Say why an answer cannot be taken, with the bounds it had to keep."""
        bounds = {"low": _number(refusal.low), "high": _number(refusal.high)}
        name = str(refusal.reason)
        if name == "out_of_range" and "" in bounds.values():
            name = "too_high" if bounds["high"] else "too_low"
        return self[name] % bounds


def phrases_of(language: str, definition: Definition | None = None) -> Phrases:
    return Phrases(language, definition.phrases if definition else None)


def own_name(language: str) -> str:
    """Return what a language calls itself."""
    code, base = language.lower(), base_of(language)
    # Django knows Chinese by its scripts only.
    tried = (code, *LANG_INFO.get(code, {}).get("fallback", ()), base, f"{base}-hans")
    names = (LANG_INFO.get(one, {}).get("name_local") for one in tried)
    return str(next((name for name in names if name), language)).capitalize()


@cache
def languages_known() -> tuple[str, ...]:
    """Return the languages that there are phrases for."""
    return ("en", *sorted(file.stem for file in FOLDER.glob("*.toml")))


def first_known(wanted: Iterable[str]) -> str:
    """Return the first wanted language that there are phrases for, else English."""
    return first_of(wanted, languages_known())


@cache
def table(language: str) -> Mapping[str, str]:
    """Return the phrases of a language, empty where there are none; they are read once."""
    base = base_of(language)
    if base == "en" or base not in languages_known():
        return {}
    return tomllib.loads((FOLDER / f"{base}.toml").read_text("utf-8"))


def _number(bound: float | str | None) -> str:
    return "" if bound is None else f"{bound:g}" if isinstance(bound, float | int) else bound
