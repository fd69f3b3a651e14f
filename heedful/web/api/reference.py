"""What a program can ask, for people and for programs; it holds nothing of anybody."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from heedful.web.api.problems import KINDS
from heedful.web.api.schema import described, operations, shapes


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show every address, every shape and every problem; the page needs no script."""
    problems = [
        {"kind": name, "status": kind.status, "title": gettext(kind.title), "do": gettext(kind.do)}
        for name, kind in KINDS.items()
    ]
    context = {"operations": operations(), "shapes": shapes(), "problems": problems}
    return render(request, "api/reference.html", context)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Give the description of the API to programs that read it."""
    body = msgspec.json.encode(described())
    return HttpResponse(
        body, content_type="application/json", headers={"Cache-Control": "public, max-age=300"}
    )
