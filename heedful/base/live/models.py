"""What open pages are told: that something is new, never what."""

import uuid

from django.db import models
from django.db.models.functions import Now


class LiveEvent(models.Model):
    """A note that pages about `topic` should fetch their fragment again.

    Not fenced: it carries identifiers only, and the live process filters by tenant. Rows older
    than an hour are swept away by a job.
    """

    # Alerts of the whole organisation: that there are new ones, or that one was seen.
    ALERTS = "alerts"

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    topic = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        db_table = "base_live_event"

    @staticmethod
    def location_topic(location_id: uuid.UUID) -> str:
        return f"location:{location_id}"

    @staticmethod
    def cases_topic(node_id: uuid.UUID) -> str:
        """Recovery cases of a location, or of all below a group."""
        return f"cases:{node_id}"

    @staticmethod
    def member_topic(member_id: uuid.UUID) -> str:
        """What only one person is told of."""
        return f"member:{member_id}"
