"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from heedful.web.navigation import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates the signed-in member, where they can go, and what they look at."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "navigation": navigation(member=member, request=request) if member else [],
        "version": settings.VERSION,
    }
