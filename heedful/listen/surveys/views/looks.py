"""The look of a survey as a style sheet, and the script that keeps a kiosk's page on its device."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from heedful.base.workers import worker
from heedful.listen.surveys.definition import Theme
from heedful.listen.surveys.definition.look import sheet, theme_problems

LOOK = re.compile(r"([0-9a-f]{6}|x)-([0-9a-f]{6}|x)-(\d{1,2}|x)-(\d{1,2}|x)")
YEAR = 31_536_000
WORKER = Path(__file__).parents[2] / "static" / "heedful" / "survey-worker.js"


@require_safe
def look(_request: HttpRequest, tokens: str) -> HttpResponse:
    """Write the tokens of an address as CSS; they are all of it, so it never changes."""
    found = LOOK.fullmatch(tokens)
    if found is None:
        raise Http404
    accent, background, radius, size = (None if one == "x" else one for one in found.groups())
    theme = Theme(
        accent=f"#{accent}" if accent else "",
        background=f"#{background}" if background else "",
        radius=int(radius) if radius else None,
        font_size=int(size) if size else None,
    )
    if any(theme_problems(theme)):
        raise Http404
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return HttpResponse(sheet(theme), content_type="text/css; charset=utf-8", headers=headers)


@require_safe
def survey_worker(_request: HttpRequest) -> HttpResponse:
    """Served from the folder of all surveys; each kiosk lets it reach its own page only."""
    return worker(WORKER)
