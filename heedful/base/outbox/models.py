"""What must follow a change, stored in the transaction that made it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from heedful.base.tenancy.models import Tenant


class OutboxEntry(models.Model):
    """One thing to be done. The dispatcher deletes it in the transaction that did it.

    Not fenced: the dispatcher serves all tenants and steps inside each fence by itself.
    The payload holds keys and numbers, never a customer's words.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    topic = models.CharField(max_length=40)
    key = models.UUIDField()
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(db_default=0)
    due_at = models.DateTimeField(db_default=Now())
    # Parked after the last attempt: shown by the doctor and on the page of jobs until retried.
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, db_default="")

    class Meta:
        db_table = "base_outbox"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(parked_at=None), name="outbox_due"),
        ]


class Heartbeat(models.Model):
    """When a process that nobody looks at was last alive."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "base_heartbeat"
