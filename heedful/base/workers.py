"""Scripts that work beside a page, such as one that shows a notice while the page is closed."""

from pathlib import Path

from django.http import HttpResponse


def worker(script: Path) -> HttpResponse:
    """Serve a service worker from an address of its own: it reaches no further than its folder."""
    response = HttpResponse(script.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
