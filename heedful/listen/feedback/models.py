"""The one record that every later phase reads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
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
    # When it was sent to us; a survey is opened before, and a file brought long after.
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
    # On each page, or on the whole form; 0 where nothing is known of a page.
    seconds = ArrayField(models.FloatField(), null=True)
    # Keyed hashes (`feedback.traces`): they show repetition and nothing else.
    receipt = models.BigIntegerField(null=True)
    device = models.BigIntegerField(null=True)
    # Who said it and on which visit, where that is known.
    customer_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    # The form was left before its end; what was answered counts all the same.
    partial = models.BooleanField(default=False)

    class Meta:
        db_table = "listen_feedback"
        managed = False


class FactorKind(models.TextChoices):
    """Why a row counts more or less than it came; each kind is a factor of its own."""

    QUALITY = "quality", _("Quality")
    DESIGN = "design", _("Who answers")


class RowFactor(models.Model):
    """How much more or less a row counts than it came, and why; rows without one count in full.

    It belongs to the utterance, whichever revision of it stands. A study may find anew what
    `factor` is; what a person decided is beside it and holds until it is taken back.
    """

    pk = models.CompositePrimaryKey("tenant_id", "feedback_id", "kind")
    tenant_id = models.UUIDField()
    feedback_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=FactorKind)
    # Millionths. Never nothing: what was said is weighed, not dropped.
    factor = models.BigIntegerField()
    # Short codes; the room that set them has the words.
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    made_at = models.DateTimeField()
    overruled_to = models.BigIntegerField(null=True)
    overruled_by = models.ForeignKey(
        "base.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    overruled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "listen_row_factor"
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__range=(10_000, 100_000_000)), name="factor_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(overruled_to=None) | Q(overruled_to__range=(10_000, 100_000_000)),
                name="overruled_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(overruled_to=None, overruled_at=None)
                | Q(overruled_to__isnull=False, overruled_at__isnull=False),
                name="overruled_when",
            ),
        ]
