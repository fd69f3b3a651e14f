"""A chart as it stands in a page: drawn for a wide and for a narrow card, with its files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from heedful.web.charts.drawing import FILE_TYPES, Draw, on_page

# The widths that charts are drawn for, in pixels: a card on a screen, a card on a phone.
WIDE, NARROW = 640, 290


@dataclass(frozen=True, slots=True)
class Figure:
    """What `web/figure.html` shows. The same numbers stand in a table beside it."""

    wide: SafeString
    narrow: SafeString
    words: "Words"
    files: Sequence[tuple[str, str]]  # kind and address


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a chart."""

    title: str  # the finding
    said: str  # for somebody who cannot see it
    reading: str = ""  # how to read it
    narrow: str = ""  # what a narrow drawing needs beside


def figure(
    drawing: Callable[[int], Draw], words: Words, *, address: Callable[[str], str]
) -> Figure:
    """Draw for both widths; `address` tells where a kind of file is."""
    files = [(kind.upper(), address(kind)) for kind in FILE_TYPES]
    return Figure(on_page(drawing(WIDE)), on_page(drawing(NARROW)), words, files)
