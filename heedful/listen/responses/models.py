"""Answers exactly as a customer gave them."""

import uuid

from django.db import models

from heedful.base.tenancy.models import TenantRow
from heedful.listen.surveys.models import QuestionnaireVersion


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


class Sitting(TenantRow):
    """A form that somebody has begun; its id is the form's. It goes when the form is sent.

    Whoever has the form's signed ticket goes on with it; the ticket itself is not kept.
    """

    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    location = models.ForeignKey(
        "base.Node", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=16, blank=True)
    answers = models.JSONField(default=dict)
    # The code of the page or question that comes next.
    page = models.CharField(max_length=60, blank=True)
    customer_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # From then on nobody is expected back, and what was answered is kept as it is.
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "listen_sitting"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="sitting_key")]
        indexes = [models.Index(fields=["tenant", "ends_at"], name="sitting_ends")]


class Picture(TenantRow):
    """A picture that we made anew from what was uploaded. Its id is of chance and its only name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The form that it answers; None for the logo of an organisation.
    form_id = models.UUIDField(null=True)
    location = models.ForeignKey(
        "base.Node", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "listen_picture"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="picture_key")]
        indexes = [models.Index(fields=["tenant", "form_id"], name="picture_of_form")]
