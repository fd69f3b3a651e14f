"""Conversations under way, the words and numbers that begin one, and answers that were spoken."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow


class By(models.TextChoices):
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Telephone")


class Ended(models.TextChoices):
    FINISHED = "finished", _("Finished")
    LEFT = "left", _("Left before its end")
    STOPPED = "stopped", _("Stopped by the customer")


class EntryPoint(TenantRow):
    """What a customer writes, or dials, to begin a survey of one location.

    An empty word is whatever else is written or dialled.
    """

    channel = models.CharField(max_length=5, choices=By)
    word = models.CharField(max_length=30, blank=True)
    # Leads to the survey and the location, like any other address of a survey.
    link_hash = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "listen_entry_point"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "channel", "word"], name="entry_point_once")
        ]


class Conversation(TenantRow):
    """One form, answered question by question. Its id is the form's; the answers so far lie in
    the sitting of that id.
    """

    channel = models.CharField(max_length=5, choices=By)
    account = models.ForeignKey(
        "base.ChannelAccount", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # The customer's number.
    peer = models.CharField(max_length=320)
    # The network's name of a call.
    external_id = models.CharField(max_length=100, blank=True)
    link_hash = models.BinaryField()
    # How often the question that waits was not understood.
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=8, blank=True, choices=Ended)

    class Meta:
        db_table = "listen_conversation"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="conversation_key"),
            models.UniqueConstraint(
                fields=["tenant", "peer"],
                condition=Q(ended_at=None, channel="sms"),
                name="conversation_one_by_text",
            ),
            models.UniqueConstraint(
                fields=["tenant", "account", "external_id"],
                condition=~Q(external_id=""),
                name="conversation_of_call",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | (Q(ended_at__isnull=False) & ~Q(ended="")),
                name="conversation_ended_how",
            ),
        ]


class Recording(TenantRow):
    """An open answer that was spoken: for the ears of those who may read customers' words.

    The network keeps it until we have fetched it; `problem` says why we have not.
    """

    form_id = models.UUIDField()
    location = models.ForeignKey(
        "base.Node", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    account = models.ForeignKey(
        "base.ChannelAccount", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    question = models.CharField(max_length=60)
    asked = models.CharField(max_length=300)
    source = models.CharField(max_length=1000)
    content = models.BinaryField(default=b"")
    seconds = models.PositiveSmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "listen_recording"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "form_id", "question"], name="recording_once"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-recorded_at"], name="recording_newest"),
        ]
