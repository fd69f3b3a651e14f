"""Questionnaires as series: items keep their place over the years, versions say who was asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow


class Questionnaire(TenantRow):
    """One series of questions, however its form changed over the years."""

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    # When answers are taken no more (surveys.closing): a person's word, a date, a number.
    closed_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    most_answers = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "listen_questionnaire"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="questionnaire_name"),
            models.UniqueConstraint(fields=["tenant", "id"], name="questionnaire_key"),
        ]


class ItemRole(models.TextChoices):
    OUTCOME = "outcome", _("Outcome")
    DRIVER = "driver", _("Driver")
    MARKER = "marker", _("Early-warning marker")


class ItemKind(models.TextChoices):
    RATING = "rating", _("Rating")
    RECOMMEND = "recommend", _("Likelihood to recommend, 0 to 10")


class Item(TenantRow):
    """A question answered by a whole number from `low` to `high`, where high is always best."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="items", db_constraint=False
    )
    # The place in the cells of the questionnaire: given once, never moved or used again.
    slot = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    role = models.CharField(max_length=8, choices=ItemRole)
    kind = models.CharField(max_length=10, choices=ItemKind, default=ItemKind.RATING)
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    # The outcome that a location's status and its priority are about.
    primary = models.BooleanField(default=False)

    class Meta:
        db_table = "listen_item"
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "questionnaire", "code"], name="item_code"),
            models.UniqueConstraint(fields=["tenant", "questionnaire", "slot"], name="item_slot"),
            models.UniqueConstraint(
                fields=["tenant", "questionnaire"],
                condition=Q(primary=True),
                name="item_one_primary",
            ),
            models.CheckConstraint(condition=Q(high__gt=F("low")), name="item_scale"),
            models.CheckConstraint(
                condition=Q(primary=False) | Q(role=ItemRole.OUTCOME), name="item_primary_outcome"
            ),
        ]


class QuestionnaireVersion(TenantRow):
    """Which items were on the form, in order. Never changed once answered."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions", db_constraint=False
    )
    name = models.CharField(max_length=100)
    slots = ArrayField(models.PositiveSmallIntegerField())
    # What was asked, in which words (surveys.definition). None where a file brought the answers:
    # then it is made from the items.
    definition = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "listen_questionnaire_version"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "questionnaire", "name"], name="questionnaire_version_name"
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="questionnaire_version_key"),
        ]


class SurveyLink(models.Model):
    """An address `/f/<token>` where customers of one location answer; only its hash is kept.

    Not fenced: the token is what tells the tenant. It holds no more than the keys it leads to.
    """

    token_hash = models.BinaryField(primary_key=True)
    tenant = models.ForeignKey(
        "base.Tenant", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    location = models.ForeignKey(
        "base.Node", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    channel = models.CharField(max_length=10, default="web")
    # What people call it: a table, a receipt, a poster.
    label = models.CharField(max_length=100, blank=True)
    # When a new version is published, a link that is not pinned asks that one.
    pinned = models.BooleanField(default=False)
    # What is known of whoever opens it, by the name that a question is filled by.
    facts = models.JSONField(default=dict)
    # The sites that may show the survey in a frame.
    sites = ArrayField(models.CharField(max_length=200), default=list)
    visit_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    # A link for one answer remembers whose form used it, so that the same form may come again.
    once = models.BooleanField(default=False)
    used_by = models.UUIDField(null=True)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "listen_survey_link"
        indexes = [
            models.Index(
                fields=["tenant", "visit_id"],
                condition=Q(visit_id__isnull=False),
                name="survey_link_of_visit",
            ),
            models.Index(
                fields=["tenant", "customer_id"],
                condition=Q(customer_id__isnull=False),
                name="survey_link_of_customer",
            ),
        ]
