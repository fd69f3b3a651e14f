"""What networks bring: messages of customers, and word that something did not arrive."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.sending.models import Channel, Outgoing
from heedful.base.tenancy.models import TenantRow


class IncomingKind(models.TextChoices):
    MESSAGE = "message", _("Message")
    BOUNCE = "bounce", _("Did not arrive")


class Incoming(TenantRow):
    """One thing heard, once: the network's own id of it keeps a second copy out."""

    account = models.ForeignKey(
        ChannelAccount, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    channel = models.CharField(max_length=5, choices=Channel)
    kind = models.CharField(max_length=7, choices=IncomingKind)
    external_id = models.CharField(max_length=400)
    # The customer: who wrote, or whom something did not reach.
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    # As it came, fields that we do not know too.
    raw = models.JSONField(default=dict)
    # The message of ours that it answers, where that can be told.
    outgoing = models.ForeignKey(
        Outgoing, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, default=Outcome.NEW)

    class Meta:
        db_table = "base_incoming"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="incoming_key"),
            models.UniqueConstraint(
                fields=["tenant", "account", "external_id"], name="incoming_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="incoming_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-received_at", "-id"], name="incoming_newest"),
            models.Index(fields=["tenant", "sender"], name="incoming_sender"),
        ]
