"""Answers exactly as a customer gave them."""

import uuid

from django.db import models


class Response(models.Model):
    """One submitted form. Partitioned by month of `received_at`; rows are never edited."""

    pk = models.CompositePrimaryKey("tenant_id", "received_at", "id")
    tenant_id = models.UUIDField()
    received_at = models.DateTimeField()
    # Made with the page and sent back with it, so that a form sent twice is one response.
    id = models.UUIDField(default=uuid.uuid4)
    version_id = models.UUIDField()
    location_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=16)
    answers = models.JSONField()

    class Meta:
        db_table = "listen_response"
        managed = False
