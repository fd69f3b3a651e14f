"""The stream of live events; served by the ASGI process only."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.live.hub import Hub
from heedful.base.live.models import LiveEvent
from heedful.base.org.queries import nodes_visible_to
from heedful.base.org.rules import Permission, may

# Permissions are looked at when a stream opens, so a stream ends and the browser opens a new one.
STREAM_LASTS = 15 * 60
QUIET = 20  # seconds until a comment keeps proxies from closing the connection

hub = Hub()


@needs(Permission.SEE_TODAY)
def stream(request: MemberRequest) -> HttpResponseBase:
    """Stream the names of topics that have something new, out of those asked for and allowed."""
    if not isinstance(request, ASGIRequest):
        raise Http404
    topics = _allowed_topics(request)
    if not topics:
        return HttpResponse(status=204)
    response = StreamingHttpResponse(
        _events(request.member.tenant_id, topics), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    origin = request.headers.get("Origin", "")
    # Pages come from another port of the same host; any other site stays outside.
    if origin and urlsplit(origin).hostname == urlsplit(f"//{request.get_host()}").hostname:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Vary"] = "Origin"
    return response


def _allowed_topics(request: MemberRequest) -> frozenset[str]:
    """Places in the person's scope and the cases there, and what they alone are told."""
    asked = set(request.GET.getlist("topic")[:50])
    keys = [key for topic in asked if _is_key(key := topic.partition(":")[2])]
    nodes = nodes_visible_to(member=request.member).filter(pk__in=keys)
    found = list(nodes.values_list("pk", flat=True))
    allowed = {LiveEvent.member_topic(request.member.pk)}
    if may(role=request.member.role, permission=Permission.SEE_ALERTS):
        allowed.add(LiveEvent.ALERTS)
    allowed |= set(map(LiveEvent.cases_topic, found)) | set(map(LiveEvent.location_topic, found))
    return frozenset(asked & allowed)


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


async def _events(tenant_id: uuid.UUID, topics: frozenset[str]) -> AsyncIterator[bytes]:
    # The request is over for the database only when the stream ends; a few open pages would keep
    # every connection of the pool to themselves.
    await _give_connection_back()
    async with hub.subscribe(tenant_id=tenant_id, topics=topics) as queue:
        # Whoever hears this fetches once more: what came before it was not told.
        yield b"retry: 3000\nevent: listening\ndata: now\n\n"
        deadline = asyncio.get_running_loop().time() + STREAM_LASTS
        while asyncio.get_running_loop().time() < deadline:
            try:
                event_id, topic = await asyncio.wait_for(queue.get(), timeout=QUIET)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            yield f"id: {event_id}\ndata: {topic}\n\n".encode()


@sync_to_async
def _give_connection_back() -> None:
    """Close what this thread of the request was lent; it is looked up here, in that thread."""
    connection.close()
