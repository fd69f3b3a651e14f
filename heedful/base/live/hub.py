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
from django.db import Error, close_old_connections
from django.db.models import Max

from heedful.base.live.models import LiveEvent

INTERVAL = 0.25
OVERLAP = 200  # Events that are looked at again, for one that was committed late.
MOST = 1000  # New events in one look.
log = structlog.get_logger(__name__)

Subscription = tuple[uuid.UUID, frozenset[str], "asyncio.Queue[tuple[int, str]]"]


class Hub:
    def __init__(self) -> None:
        self._by_id: dict[int, Subscription] = {}
        self._reader: asyncio.Task[None] | None = None
        self._looked = asyncio.Event()

    @asynccontextmanager
    async def subscribe(
        self, *, tenant_id: uuid.UUID, topics: frozenset[str]
    ) -> AsyncIterator["asyncio.Queue[tuple[int, str]]"]:
        """Yield a queue of (event id, topic) that hears all that is committed from now on.

        A subscriber who does not keep up loses the oldest.
        """
        queue: asyncio.Queue[tuple[int, str]] = asyncio.Queue(maxsize=100)
        self._by_id[id(queue)] = (tenant_id, topics, queue)
        if self._reader is None or self._reader.done():
            self._looked = asyncio.Event()
            self._reader = asyncio.create_task(self._read(self._looked))
        try:
            await self._looked.wait()
            yield queue
        finally:
            del self._by_id[id(queue)]

    async def _read(self, looked: asyncio.Event) -> None:
        """Hand out what is new until nobody listens; what was there before is not told."""
        seen: set[int] | None = None
        while self._by_id:
            try:
                events = await _newest_events(seen)
            except Error:
                log.warning("live.database_unreachable")
                await asyncio.sleep(1)
                continue
            if seen is not None:
                for event_id, tenant_id, topic in events:
                    if event_id not in seen:
                        self._hand_out(event_id, tenant_id, topic)
            seen = {event_id for event_id, _tenant, _topic in events}
            looked.set()
            await asyncio.sleep(INTERVAL)

    def _hand_out(self, event_id: int, tenant_id: uuid.UUID, topic: str) -> None:
        for tenant, topics, queue in self._by_id.values():
            if tenant == tenant_id and topic in topics:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait((event_id, topic))


@sync_to_async
def _newest_events(seen: set[int] | None) -> list[tuple[int, uuid.UUID, str]]:
    """The events since the last look and some before it, oldest first.

    Ids are given before transactions commit, so a lower one may appear after a higher one.
    """
    close_old_connections()
    newest = max(seen) if seen else LiveEvent.objects.aggregate(newest=Max("id"))["newest"] or 0
    return list(
        LiveEvent.objects.filter(id__gt=newest - OVERLAP)
        .order_by("id")
        .values_list("id", "tenant_id", "topic")[: OVERLAP + MOST]
    )
