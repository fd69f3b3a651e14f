"""Attributes of a location as people write them: one `key = value` on each line."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

LONGEST = 200


class NotAttributes(ValueError):
    """A line cannot be read; the sentence says which."""


def parse_attributes(text: str) -> dict[str, str]:
    """Read attributes; the last of equal keys counts. Raises NotAttributes."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key, equals, value = line.partition("=")
        key, value = key.strip().casefold(), value.strip()
        if not (equals and key and value) or len(line) > LONGEST:
            raise NotAttributes(_("“%(line)s” is not like “format = city”.") % {"line": line[:60]})
        found[key] = value
    return found


def attributes_text(attributes: Mapping[str, str]) -> str:
    return "\n".join(f"{key} = {value}" for key, value in attributes.items())
