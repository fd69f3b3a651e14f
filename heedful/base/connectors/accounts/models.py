"""An organisation's own accounts with networks outside, and how they are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.connectors.accounts.rules import CHANNELS
from heedful.base.tenancy.models import Tenant, TenantRow


class AccountKind(models.TextChoices):
    MAIL = "mail", _("Mail (SMTP and IMAP)")
    KANNEL = "kannel", _("Text messages through a Kannel gateway")
    TWILIO = "twilio", _("Text messages and calls through Twilio or a service like it")


class ChannelAccount(TenantRow):
    """One account. What is secret lies in `sealed` alone; nothing of it is shown or logged."""

    kind = models.CharField(max_length=10, choices=AccountKind)
    name = models.CharField(max_length=100)
    channels = ArrayField(models.CharField(max_length=5))
    options = models.JSONField(default=dict)
    sealed = models.BinaryField(default=b"")
    created_at = models.DateTimeField()
    # Switched off by a person: nothing is sent or fetched.
    paused_at = models.DateTimeField(null=True)
    # Taken away by a person: what was sent through it is still told.
    removed_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    send_error = models.TextField(blank=True, default="")
    # Nothing is tried before this: the account was refused or asked for patience.
    quiet_until = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    blind_since = models.DateTimeField(null=True)
    hear_error = models.TextField(blank=True, default="")
    # Where fetching goes on, in the words of the network.
    cursor = models.JSONField(default=dict)

    class Meta:
        db_table = "base_channel_account"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="channel_account_key"),
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=Q(removed_at=None),
                name="channel_account_name",
            ),
            models.CheckConstraint(
                condition=Q(channels__contained_by=list(CHANNELS)) & Q(channels__len__gte=1),
                name="channel_account_carries",
            ),
        ]


class Hook(models.Model):
    """The secret address at which a network tells an account what came in; only its hash is kept.

    Not fenced: the secret is what tells the organisation. It holds no more than the keys.
    """

    token_hash = models.BinaryField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    account = models.ForeignKey(
        ChannelAccount, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "base_channel_hook"
