"""Sentences as data: pure code decides what is said, and the edge says it in a person's language.

Knows no Django, so that `heedful brief` says the same as the pages do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a text for translation and return it as it is; the edge translates."""
    return text


def ngettext_lazy(one: str, many: str) -> tuple[str, str]:
    """Mark a text that depends on a number; the name is one that `makemessages` looks for."""
    return one, many


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its values; `many` is its form for a `count` other than one.

    Numbers among the values come rounded to the digits that may be shown. Another `Said` among
    them is said first.
    """

    text: str
    values: Mapping[str, "str | float | Said"] = field(default_factory=dict)
    many: str | None = None
    count: float | None = None

    def plain(self) -> str:
        """Say it in English, without Django."""
        form = self.text if self.many is None or self.count == 1 else self.many
        return form % {name: _plain(value) for name, value in self.values.items()}


def _plain(value: "str | float | Said") -> str:
    if isinstance(value, Said):
        return value.plain()
    return value if isinstance(value, str) else f"{value:,.10g}".replace("-", "−")
