"""Customers' languages: what a browser asks for, and which way a language is written."""

from collections.abc import Container, Iterable

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def base_of(language: str) -> str:
    """Return a language without its region: "de" for "de-AT"."""
    return language.split("-", maxsplit=1)[0].lower()


def direction(language: str) -> str:
    """Return which way a language is written, as HTML says it."""
    return "rtl" if base_of(language) in RIGHT_TO_LEFT else "ltr"


def accepted(header: str) -> list[str]:
    """Return the languages that a browser asks for, in its order."""
    return [one.split(";")[0].strip() for one in header.split(",")]


def first_of(wanted: Iterable[str], known: Container[str]) -> str:
    """Return the first wanted language that is known, else English."""
    return next((base for base in map(base_of, wanted) if base in known), "en")
