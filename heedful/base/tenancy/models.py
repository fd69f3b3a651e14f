"""The organisation as a tenant of this installation, and what every row of a tenant has."""

import uuid
from datetime import time

import uuid_utils.compat
from django.db import models


def new_id() -> uuid.UUID:
    """Return a UUIDv7: made in the app, so that any PostgreSQL will do, and sorted by time."""
    return uuid_utils.compat.uuid7()


class Tenant(models.Model):
    """One organisation. Row-level security keeps the rows of each to itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    # The trading day runs past midnight: until this hour it is still yesterday's shift.
    day_starts_at = models.TimeField(default=time(4))
    # Three letters; empty until somebody says in which money amounts are.
    currency = models.CharField(max_length=3, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "base_tenant"


class TenantRow(models.Model):
    """A row that belongs to one tenant; its table is named in a `Fence`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True
