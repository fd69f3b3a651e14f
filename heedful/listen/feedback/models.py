"""The one record that every later phase reads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("Web")
    QR = "qr", _("QR code")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    PHONE = "phone", _("Telephone")
    KIOSK = "kiosk", _("Kiosk")
    API = "api", _("API")
    FILE = "file", _("File")
    REVIEW = "review", _("Review")
    OTHER = "other", _("Other")


class Feedback(models.Model):
    """One utterance of a customer: who, where, when, which channel, scores, words.

    Partitioned by month of `occurred_at`. Rows are never edited: a correction is a new revision,
    and the old one is marked as superseded; an erasure deletes all revisions.
    """

    pk = models.CompositePrimaryKey("tenant_id", "occurred_at", "id", "revision")
    tenant_id = models.UUIDField()
    occurred_at = models.DateTimeField()
    id = models.UUIDField()
    revision = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    # The trading day at the location; every cell is keyed by it.
    day = models.DateField()
    location_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    version_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=16, blank=True)
    # In the order of the version's slots; cxstats.sums names the two codes for "no number".
    scores = ArrayField(models.SmallIntegerField())
    # Millionths, so that weighted sums are exact on every engine.
    weight = models.BigIntegerField(default=1_000_000)
    comment = models.TextField(blank=True)
    # What the source called this customer or response; empty when it said nothing.
    respondent = models.CharField(max_length=200, blank=True)
    import_id = models.UUIDField(null=True)
    # Tells a changed row of a file that comes again from an unchanged one.
    digest = models.BinaryField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "listen_feedback"
        managed = False
