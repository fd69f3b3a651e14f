"""The small script that shows a notice on a phone whose browser is closed."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SCRIPT = Path(__file__).parents[2] / "static" / "heedful" / "push-worker.js"


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a service worker reaches no further than its own folder."""
    del request
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
