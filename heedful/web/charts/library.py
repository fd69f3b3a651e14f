"""Altair, loaded by the first chart that is drawn: most of a second that no start waits for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
else:

    class _Altair:
        def __getattr__(self, name: str) -> Any:
            return getattr(import_module("altair"), name)

    alt = _Altair()

__all__ = ["alt", "gathered", "inline"]

Values = Sequence[dict[str, Any]]
_gathered: ContextVar[dict[str, Values]] = ContextVar("gathered")


def inline(values: Values) -> "alt.NamedData | alt.InlineData":
    """Rows that a chart draws.

    Altair copies and checks all that it holds at each step of making a chart, so inside of
    `gathered` it is given a name and never the rows.
    """
    kept = _gathered.get(None)
    if kept is None:
        return alt.InlineData(values=list(values))
    name = f"rows{len(kept)}"
    kept[name] = values
    return alt.NamedData(name=name)


@contextmanager
def gathered() -> Iterator[dict[str, Values]]:
    """Keep the rows of a chart by their names while it is made."""
    kept: dict[str, Values] = {}
    before = _gathered.set(kept)
    try:
        yield kept
    finally:
        _gathered.reset(before)
