"""Telling open pages that something is new."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from heedful.base.live.models import LiveEvent

KEPT = timedelta(hours=1)
# A batch of answers may be of thousands of places; as objects they would take longest of all.
ANNOUNCE = "insert into base_live_event (tenant_id, topic) select %s, * from unnest(%s::text[])"


def announce(*, tenant_id: uuid.UUID, topics: Iterable[str]) -> None:
    """Let pages about these topics fetch their fragments again, once this transaction commits."""
    told = sorted(set(topics))
    if told:
        with connection.cursor() as cursor:
            cursor.execute(ANNOUNCE, [tenant_id, told])


def sweep(*, now: datetime) -> None:
    """Forget events that no open page can still be waiting for."""
    LiveEvent.objects.filter(created_at__lt=now - KEPT).delete()
