"""What is to be sent and what became of it: the wish and the delivery are two records."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.tenancy.models import Tenant, TenantRow


class Channel(models.TextChoices):
    EMAIL = "email", _("Mail")
    SMS = "sms", _("Text message")
    CALL = "call", _("Call")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent: the other side took it")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    # Cut off between handing over and the yes: it may have been sent.
    UNKNOWN = "unknown", _("Unknown: it may have been sent")
    KEPT = "kept", _("Kept: would have been sent")


class Outgoing(TenantRow):
    """One message to one person, sent once. It is known by `key`: asked for twice, it is one."""

    channel = models.CharField(max_length=5, choices=Channel)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    in_reply_to = models.CharField(max_length=400, blank=True)
    # An address at which one click ends further messages (RFC 8058).
    unsubscribe = models.CharField(max_length=500, blank=True)
    # What it belongs to, like "case:<id>"; whoever queued it knows what that means.
    about = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    account = models.ForeignKey(
        ChannelAccount, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # The other side's name for it.
    external_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_outgoing"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="outgoing_id"),
            models.UniqueConstraint(fields=["tenant", "key"], name="outgoing_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="outgoing_state"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outgoing_by"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="outgoing_newest"),
            models.Index(fields=["tenant", "about"], name="outgoing_about"),
            models.Index(
                fields=["tenant", "external_id"],
                condition=~Q(external_id=""),
                name="outgoing_external",
            ),
        ]


class Due(models.Model):
    """A message that waits for its turn. The row goes when the message has left or been given up.

    Not fenced: the loop that sends serves all organisations. It holds keys, no words.
    """

    outgoing_id = models.UUIDField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    due_at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_outgoing_due"
        indexes = [models.Index(fields=["due_at"], name="outgoing_due")]
