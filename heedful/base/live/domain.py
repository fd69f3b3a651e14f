"""Telling open pages that something is new."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from heedful.base.live.models import LiveEvent

KEPT = timedelta(hours=1)


def announce(*, tenant_id: uuid.UUID, topics: Iterable[str]) -> None:
    """Let pages about these topics fetch their fragments again, once this transaction commits."""
    LiveEvent.objects.bulk_create(
        [LiveEvent(tenant_id=tenant_id, topic=topic) for topic in sorted(set(topics))]
    )


def sweep(*, now: datetime) -> None:
    """Forget events that no open page can still be waiting for."""
    LiveEvent.objects.filter(created_at__lt=now - KEPT).delete()
