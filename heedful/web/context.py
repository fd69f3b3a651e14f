"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates the signed-in member and where live events come from."""
    return {"member": getattr(request, "member", None), "version": settings.VERSION}
