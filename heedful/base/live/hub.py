"""One reader of live events per process, shared by all the streams it serves.

It polls: one indexed query four times a second costs nothing worth naming, works behind every
connection pooler, and a NOTIFY in the writers' transactions would serialise their commits
(docs/adr/0005-outbox-and-live-events.md).
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections
from django.db.models import Max

from heedful.base.live.models import LiveEvent

INTERVAL = 0.25
log = structlog.get_logger(__name__)

Subscription = tuple[uuid.UUID, frozenset[str], "asyncio.Queue[tuple[int, str]]"]


class Hub:
    def __init__(self) -> None:
        self._by_id: dict[int, Subscription] = {}
        self._reader: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(
        self, *, tenant_id: uuid.UUID, topics: frozenset[str]
    ) -> AsyncIterator["asyncio.Queue[tuple[int, str]]"]:
        """Yield a queue of (event id, topic); a reader who does not keep up loses the oldest."""
        queue: asyncio.Queue[tuple[int, str]] = asyncio.Queue(maxsize=100)
        self._by_id[id(queue)] = (tenant_id, topics, queue)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())
        try:
            yield queue
        finally:
            del self._by_id[id(queue)]

    async def _read(self) -> None:
        last = await _newest_id()
        while self._by_id:
            await asyncio.sleep(INTERVAL)
            try:
                events = await _events_after(last)
            except OperationalError:
                log.warning("live.database_unreachable")
                await asyncio.sleep(1)
                continue
            for event_id, tenant_id, topic in events:
                last = max(last, event_id)
                self._hand_out(event_id, tenant_id, topic)

    def _hand_out(self, event_id: int, tenant_id: uuid.UUID, topic: str) -> None:
        for tenant, topics, queue in self._by_id.values():
            if tenant == tenant_id and topic in topics:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait((event_id, topic))


@sync_to_async
def _newest_id() -> int:
    close_old_connections()
    return LiveEvent.objects.aggregate(newest=Max("id"))["newest"] or 0


@sync_to_async
def _events_after(last: int) -> list[tuple[int, uuid.UUID, str]]:
    """The events since the last look, oldest first."""
    close_old_connections()
    return list(
        LiveEvent.objects.filter(id__gt=last)
        .order_by("id")
        .values_list("id", "tenant_id", "topic")[:1000]
    )
