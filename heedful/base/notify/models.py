"""What people are told, by which ways they can be reached, and what became of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heedful.base.notify.rules import State, Way
from heedful.base.tenancy.models import Tenant, TenantRow, new_id


class Notice(TenantRow):
    """Something that one person, or the team of a place (`member` is null), is told."""

    member = models.ForeignKey(
        "base.Member", null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    # Where the page about it is.
    path = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    # The same key tells the same person once.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "member", "key"], name="notice_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="notice_key"),
        ]
        indexes = [
            models.Index(fields=["tenant", "member", "-created_at"], name="notice_newest"),
            models.Index(
                fields=["tenant", "path"],
                condition=Q(read_at=None, member__isnull=False),
                name="notice_unread",
            ),
        ]


class WayKind(models.TextChoices):
    PUSH = Way.PUSH, _("This phone or browser")
    EMAIL = Way.EMAIL, _("E-mail")
    SMS = Way.SMS, _("Text message")
    CHAT = Way.CHAT, _("Slack, Teams and others")
    HOOK = Way.HOOK, _("Webhook")


class Destination(TenantRow):
    """Where a person, or the team of a place, can be reached; its address is sealed."""

    member = models.ForeignKey(
        "base.Member", null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    place = models.ForeignKey(
        "base.Node", null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    way = models.CharField(max_length=8, choices=WayKind)
    label = models.CharField(max_length=120)
    sealed = models.BinaryField()
    # Keyed hash of the address, so that the same one is not kept twice.
    fingerprint = models.BinaryField()
    created_at = models.DateTimeField()
    # Set when the other side said that nobody is there any more.
    off_since = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "base_destination"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="destination_key"),
            models.UniqueConstraint(
                fields=["tenant", "member", "place", "fingerprint"],
                name="destination_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(member=None, place__isnull=False) | Q(member__isnull=False, place=None),
                name="destination_of_one",
            ),
        ]


class WishesOf(TenantRow):
    """How a person wants to be told; without a row the usual holds (`rules.USUAL`)."""

    member = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    # Subject to list of ways.
    ways = models.JSONField(default=dict)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_to = models.PositiveSmallIntegerField(null=True)
    urgent_passes = models.BooleanField(default=True)
    digest = models.CharField(max_length=8, blank=True)
    digest_minute = models.PositiveSmallIntegerField(default=7 * 60)
    time_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "base_wishes"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "member"], name="wishes_once"),
            models.CheckConstraint(
                condition=Q(digest__in=["", "hourly", "daily"]), name="wishes_digest"
            ),
        ]


class DutyTurn(TenantRow):
    """Who is on duty at a place, and all below it, on one weekday between two times."""

    place = models.ForeignKey(
        "base.Node", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    member = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    # Minutes from midnight of that day at the place; past midnight it is over 24 hours.
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "base_duty_turn"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts"), ends__lte=2 * 24 * 60, starts__lt=24 * 60),
                name="duty_turn_lasts",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="duty_turn_weekday"),
        ]


class StandIn(TenantRow):
    """Somebody who takes another's turns from one day to another, both included."""

    member = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    by = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        db_table = "base_stand_in"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="stand_in_lasts"
            ),
            models.CheckConstraint(condition=~Q(by=F("member")), name="stand_in_by_another"),
        ]


class Webhook(TenantRow):
    """A program of the organisation that is told of events, signed by Standard Webhooks."""

    name = models.CharField(max_length=120)
    sealed_url = models.BinaryField()
    sealed_secret = models.BinaryField()
    # Kinds of events like "alert.raised"; empty means all.
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField()
    off_since = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "base_webhook"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="webhook_key")]


class HookEvent(TenantRow):
    """One event for one webhook; it keeps its id however often it is sent."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=40)
    # Keys, numbers and addresses of pages, never a customer's words.
    payload = models.JSONField()
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "base_hook_event"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "webhook", "key"], name="hook_event_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="hook_event_key"),
        ]
        indexes = [
            models.Index(fields=["tenant", "webhook", "-created_at"], name="hook_event_newest")
        ]


class Delivery(models.Model):
    """One notice by one way, or one event to one webhook: to be sent, sent, failed or unknown.

    Not fenced: the sender serves all organisations and steps inside each fence by itself. It
    holds keys and states, never a word or an address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    way = models.CharField(max_length=8, choices=WayKind)
    about_id = models.UUIDField()  # a Notice, or a HookEvent
    destination_id = models.UUIDField(null=True)  # a Destination, or a Webhook
    # The mail or text message that carries it, in the room that sends those.
    outgoing_id = models.UUIDField(null=True)
    # Several of one person that wait for the same time go out together.
    gathered_for = models.UUIDField(null=True)
    state = models.CharField(max_length=8, default=State.WAITING)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A short code or status, in the words of `notify.words`.
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "base_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "about_id", "way", "destination_id"],
                name="delivery_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="delivery_state"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=State.WAITING), name="delivery_due"),
            models.Index(
                fields=["claimed_at"], condition=Q(state=State.SENDING), name="delivery_claimed"
            ),
            models.Index(
                fields=["tenant", "destination_id"],
                condition=Q(state=State.UNKNOWN),
                name="delivery_unknown",
            ),
        ]
