"""Pages that listen: they are told where live events come from and may connect only there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def origin(request: HttpRequest) -> str:
    """Return scheme, host and port of the live process as this browser reaches it."""
    environment = settings.ENVIRONMENT
    if environment.live_url:
        return str(environment.live_url)
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    named = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{named}:{environment.live_port}"


def render_live(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page whose fragments marked `data-live-topic` are fetched again on news."""
    source = origin(request)
    address = source + reverse("live")
    response = render(request, template, {**context, "live_address": address}, status=status)
    # Read by django-csp: this response may connect to that one address and no other.
    response._csp_update = {"connect-src": [source]}  # type: ignore[attr-defined]  # noqa: SLF001  # its contract
    return response
