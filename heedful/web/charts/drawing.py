"""Altair's charts drawn on the server: SVG inside the page, PDF, PNG and SVG as files.

A page gives its chart as a function of the palette, so that one definition serves page and print.
Beside every chart the page has a table with the same numbers.
"""

import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import vl_convert
from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from heedful.web.charts.theme import PAGE, PRINT, Palette, config

if TYPE_CHECKING:
    from heedful.web.charts.library import alt

Draw = Callable[[Palette], "alt.TopLevelMixin"]

# A title of a file breaks after so many letters.
TITLE_LETTERS = 72
FILE_TYPES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


def on_page(draw: Draw) -> SafeString:
    """SVG to stand in a page. Its words come from Vega, which escapes them."""
    return mark_safe(_svg(_definition(draw, PAGE)))  # noqa: S308 - see above


def as_file(draw: Draw, *, kind: str, name: str, title: str = "") -> HttpResponse:
    """The chart as a file of a kind in FILE_TYPES, on white ground. Raises KeyError.

    A file stands alone, so it may carry the title that a page has above its chart.
    """
    definition, media = _definition(draw, PRINT, title), FILE_TYPES[kind]
    if kind == "pdf":
        content: bytes = vl_convert.vegalite_to_pdf(definition)
    elif kind == "png":
        content = vl_convert.vegalite_to_png(definition, scale=2)
    else:
        content = _svg(definition).encode()
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=media, headers=disposition)


def _definition(draw: Draw, palette: Palette, title: str = "") -> str:
    chart = draw(palette).configure(**config(palette))
    if title:
        chart.title = textwrap.wrap(title, TITLE_LETTERS)
    definition: str = chart.to_json(indent=None)
    return definition


@lru_cache(maxsize=128)
def _svg(definition: str) -> str:
    """Drawing takes some tens of milliseconds; the same chart is drawn once."""
    drawn: str = vl_convert.vegalite_to_svg(definition)
    return drawn
