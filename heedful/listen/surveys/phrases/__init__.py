"""The words of buttons, notes and problems that a customer reads, in the customer's language.

Customers' languages are data: a table for each beside this file. An organisation's own words for a
survey come first; English goes through gettext like every other page.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext

from heedful.listen.surveys.definition import Definition, Refusal, Text
from heedful.listen.surveys.phrases.english import ENGLISH

FOLDER = Path(__file__).parent
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


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


def direction(language: str) -> str:
    """Return which way a language is written, as HTML says it."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """Return what a language calls itself."""
    known = LANG_INFO.get(language.lower()) or LANG_INFO.get(language.split("-", maxsplit=1)[0], {})
    return str(known.get("name_local", language)).capitalize()


def languages_known() -> tuple[str, ...]:
    """Return the languages that there are phrases for."""
    return ("en", *sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def table(language: str) -> Mapping[str, str]:
    """Return the phrases of a language, empty where there are none; they are read once."""
    file = FOLDER / f"{language.split('-', maxsplit=1)[0]}.toml"
    known = {one.stem: one for one in FOLDER.glob("*.toml")}
    return tomllib.loads(file.read_text("utf-8")) if file.stem in known else {}


def _number(bound: float | str | None) -> str:
    return "" if bound is None else f"{bound:g}" if isinstance(bound, float | int) else bound
