"""The columns of a list of locations: from text to what a node keeps."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from heedful.base.org.hours import parse_hours
from heedful.base.org.models import Node
from heedful.base.org.zones import known_zones

ATTRIBUTE_LENGTH = 200


class NotAField(ValueError):
    """A value cannot be kept; the sentence says what would be."""


def zone(text: str) -> str:
    if text not in known_zones():
        raise NotAField(_("This is not the name of a time zone, such as Europe/London."))
    return text


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotAField(_("This is not a date like 2026-03-31.")) from error


def number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError as error:
        raise NotAField(_("This is not a number.")) from error
    if not math.isfinite(value):
        raise NotAField(_("This is not a number."))
    return value


def text_of(field: str) -> Callable[[str], str]:
    """Return a reader of text as long as the node's field may be."""
    longest: int = getattr(Node._meta.get_field(field), "max_length", 0)  # noqa: SLF001  # public

    def read(text: str) -> str:
        if len(text) > longest:
            raise NotAField(_("This is longer than %(longest)s characters.") % {"longest": longest})
        return text

    return read


# What a column of this name becomes. Any other column is an attribute of the location.
READERS: Mapping[str, Callable[[str], Any]] = {
    "name": text_of("name"),
    "time_zone": zone,
    "street": text_of("street"),
    "city": text_of("city"),
    "postcode": text_of("postcode"),
    "country": text_of("country"),
    "opening_hours": lru_cache(maxsize=5_000)(parse_hours),
    "opened_on": day,
    "closed_on": day,
    "target": number,
}


def attribute(text: str) -> str:
    if len(text) > ATTRIBUTE_LENGTH:
        raise NotAField(
            _("This is longer than %(longest)s characters.") % {"longest": ATTRIBUTE_LENGTH}
        )
    return text
