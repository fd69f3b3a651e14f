"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from heedful.base.live.models import LiveEvent
from heedful.web.navigation import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates the signed-in member, where they can go, and what they look at."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "bell_topic": LiveEvent.member_topic(member.pk) if member else "",
        "navigation": navigation(member=member, request=request) if member else [],
        "version": settings.VERSION,
    }
