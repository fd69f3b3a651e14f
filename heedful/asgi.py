"""Live events and assistants: what stays open or talks long has a process of its own."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
pages = get_asgi_application()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request."""
    if scope["type"] == "http" and scope["path"] == "/mcp":
        from heedful.web.mcp.http import (  # noqa: PLC0415 - who has no assistant does not pay for it.
            application as assistants,
        )

        await assistants(scope, receive, send)
    else:
        await pages(scope, receive, send)
