"""Rules, every change of them, and the alerts they raised."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow


class State(models.TextChoices):
    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow: raises alerts and calls nobody")
    ON = "on", _("On")


class RuleKind(models.TextChoices):
    HEARD = "heard", _("What a customer said")
    SILENCE = "silence", _("Nothing is heard any more")


class AlertRule(TenantRow):
    """What raises an alert, where, and how somebody is called."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=RuleKind, default=RuleKind.HEARD)
    state = models.CharField(max_length=8, choices=State, default=State.OFF)
    # `rules.Condition` as JSON; null for silence.
    condition = models.JSONField(null=True)
    # Holds at this place and below.
    place = models.ForeignKey(
        "base.Node", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    questionnaire = models.ForeignKey(
        "listen.Questionnaire",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    # Empty means all.
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    urgent = models.BooleanField(default=False)
    opens_case = models.BooleanField(default=False)
    # What one customer says within so many hours is one alert.
    gather_hours = models.PositiveSmallIntegerField(default=72)
    # The next person is called when nobody has looked for so long; null never.
    escalate_minutes = models.PositiveIntegerField(null=True, default=30)
    # Counts changes: a form that was made for an older one is refused.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "act_alert_rule"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="alert_rule_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="alert_rule_state"),
            models.CheckConstraint(
                condition=Q(kind=RuleKind.SILENCE) | Q(condition__isnull=False),
                name="alert_rule_condition",
            ),
        ]


class RuleChange(TenantRow):
    """Who changed a rule, and what it was then. Never edited."""

    rule = models.ForeignKey(
        AlertRule, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        "base.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    version = models.PositiveIntegerField()
    # The whole rule as it was from then on.
    after = models.JSONField()

    class Meta:
        db_table = "act_alert_rule_change"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "rule", "version"], name="alert_rule_change_once"
            )
        ]


class Alert(TenantRow):
    """Somebody must look. One customer's words within some hours are one alert."""

    location = models.ForeignKey(
        "base.Node", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    customer_id = models.UUIDField(null=True)
    # What the source called the customer; empty when it said nothing.
    respondent = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shadow = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    # The lowest headline score of its voices, for lists.
    score = models.SmallIntegerField(null=True)
    score_high = models.SmallIntegerField(null=True)
    voices = models.PositiveSmallIntegerField(default=1)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        "base.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    # How many steps of the chain have been called, and when the next one is.
    calls = models.PositiveSmallIntegerField(default=0)
    next_call_at = models.DateTimeField(null=True)
    escalate_minutes = models.PositiveIntegerField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        db_table = "act_alert"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="alert_key"),
            models.CheckConstraint(
                condition=Q(seen_at=None) | Q(next_call_at=None), name="alert_seen_calls_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "location", "-raised_at"], name="alert_newest"),
            models.Index(
                fields=["tenant", "next_call_at"],
                condition=Q(next_call_at__isnull=False),
                name="alert_next_call",
            ),
            models.Index(
                fields=["tenant", "customer_id", "-last_at"],
                condition=Q(customer_id__isnull=False),
                name="alert_of_customer",
            ),
            models.Index(
                fields=["tenant", "respondent", "-last_at"],
                condition=~Q(respondent=""),
                name="alert_of_respondent",
            ),
        ]


class AlertVoice(TenantRow):
    """One reason to look: a rule, and the utterance or the silence that it held of."""

    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, related_name="said", db_constraint=False
    )
    rule = models.ForeignKey(
        AlertRule, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    rule_version = models.PositiveIntegerField()
    # The feedback, or what names a silence; a rule speaks of each once.
    key = models.UUIDField()
    occurred_at = models.DateTimeField()
    channel = models.CharField(max_length=10, blank=True)
    # `rules.Reason` as JSON.
    reasons = models.JSONField()

    class Meta:
        db_table = "act_alert_voice"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rule", "key"], name="alert_voice_once")
        ]
        indexes = [
            models.Index(fields=["tenant", "alert"], name="alert_voice_of"),
            models.Index(fields=["tenant", "key"], name="alert_voice_about"),
        ]
