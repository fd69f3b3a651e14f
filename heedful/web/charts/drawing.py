"""Altair's charts drawn on the server: SVG inside the page, PDF, PNG and SVG as files.

A page gives its chart as a function of the palette, so that one definition serves page and print.
Beside every chart the page has a table with the same numbers.
"""

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import vl_convert
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heedful.understand.metrics.rules import Window
from heedful.web.charts.library import alt, gathered
from heedful.web.charts.theme import FONT, PAGE, PRINT, Palette, config
from heedful.web.numbers import day

Draw = Callable[[Palette], "alt.TopLevelMixin"]

# A title of a file breaks after so many letters.
TITLE_LETTERS, SUBTITLE_LETTERS = 72, 90
# Where things are, told to a tenth of a pixel: Vega's thousandths are a third of a long course.
PLACES, DIGITS = re.compile(r' (?:d|transform)="[^"]*"'), re.compile(r"(\.\d)\d+")
# Said of each mark, and true of all; and what Vega would have read aloud, in English only: a
# picture is one thing to who hears it, in the page's own words.
SAID = re.compile(
    r' (?:aria-hidden|aria-label|aria-roledescription|role|pointer-events)="[^"]*"'
    r'| opacity="1"'
    rf'| font-family="{FONT}"'
)
FILE_TYPES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


def on_page(draw: Draw) -> SafeString:
    """SVG to stand in a page. Its words come from Vega, which escapes them."""
    return mark_safe(_svg(_definition(draw, PAGE)))  # noqa: S308 - see above


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a chart in a file, which must speak for itself."""

    title: str  # the finding
    place: str
    window: Window

    @property
    def beneath(self) -> str:
        """Where and when, and by what it was drawn."""
        told = {
            "place": self.place,
            "first": day(self.window.first),
            "last": day(self.window.last),
            "today": day(timezone.localdate()),
            "version": settings.VERSION,
        }
        return (
            _("%(place)s, %(first)s to %(last)s. Drawn on %(today)s by Heedful %(version)s.") % told
        )


def as_file(draw: Draw, *, kind: str, name: str, caption: Caption) -> HttpResponse:
    """The chart as a file of a kind in FILE_TYPES, on white ground. Raises KeyError."""
    definition, media = _definition(draw, PRINT, caption), FILE_TYPES[kind]
    if kind == "pdf":
        content: bytes = vl_convert.vegalite_to_pdf(definition)
    elif kind == "png":
        content = vl_convert.vegalite_to_png(definition, scale=2)
    else:
        content = _svg(definition).encode()
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=media, headers=disposition)


def _definition(draw: Draw, palette: Palette, caption: Caption | None = None) -> str:
    with gathered() as values:
        chart = draw(palette).configure(**config(palette))
    if caption:
        chart.title = alt.TitleParams(
            text=textwrap.wrap(caption.title, TITLE_LETTERS),
            subtitle=textwrap.wrap(caption.beneath, SUBTITLE_LETTERS),
            offset=16,
        )
    # Whoever draws it refuses what is wrong with it; Altair's own check takes longer than drawing.
    told = chart.to_dict(validate=False)
    return json.dumps({**told, "datasets": values}, ensure_ascii=False)


@lru_cache(maxsize=128)
def _svg(definition: str) -> str:
    """Drawing takes some tens of milliseconds; the same chart is drawn once."""
    drawn: str = vl_convert.vegalite_to_svg(definition)
    lean = SAID.sub("", PLACES.sub(lambda place: DIGITS.sub(r"\1", place[0]), drawn))
    return lean.replace("<svg ", f'<svg font-family="{FONT}" ', 1)
