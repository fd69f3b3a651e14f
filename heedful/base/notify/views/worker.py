"""The small script that shows a notice on a phone whose browser is closed."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from heedful.base.workers import worker

SCRIPT = Path(__file__).parents[2] / "static" / "heedful" / "push-worker.js"


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a notice leads to any page."""
    del request
    return worker(SCRIPT)
