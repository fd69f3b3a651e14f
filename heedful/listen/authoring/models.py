"""Surveys as people write them: the draft, every step that led to it, and what was handed out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heedful.base.org.models import Node
from heedful.base.tenancy.models import TenantRow
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion


class Survey(TenantRow):
    """One survey in the making or in use. Its present draft is step number `at`."""

    name = models.CharField(max_length=200)
    # The part of the organisation that it was made for; people of that part and above see it.
    home = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    series = models.ForeignKey(
        Questionnaire, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # The version that customers get now.
    live = models.ForeignKey(
        QuestionnaireVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    at = models.PositiveIntegerField(default=1)
    # The step that was published last.
    published_at_step = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    # Where it was made from another tool's questionnaire: what that tool calls its parts.
    origin = models.JSONField(null=True)

    class Meta:
        db_table = "listen_survey"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="survey_key"),
            models.UniqueConstraint(fields=["tenant", "series"], name="survey_of_series"),
            models.CheckConstraint(
                condition=Q(live__isnull=True) | Q(series__isnull=False), name="survey_live_series"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-changed_at"], name="survey_newest")]


class SurveyStep(TenantRow):
    """The whole draft after one change. Undo and redo walk along the steps."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="steps", db_constraint=False
    )
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    by = models.ForeignKey("base.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "listen_survey_step"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "survey", "number"], name="survey_step_number"
            ),
        ]


class HandoutState(models.TextChoices):
    WAITING = "waiting", _("Waiting to start")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    GONE = "gone", _("Codes forgotten")


class Handout(TenantRow):
    """Addresses made together for the locations of one part of the organisation.

    `sealed` holds the secrets, encrypted, so that sheets can be printed; it is emptied an hour
    later, and from then on only the hashes of the links are left.
    """

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="handouts", db_constraint=False
    )
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=10)
    labels = models.JSONField(default=list)
    # The sites that may show it in a frame.
    sites = models.JSONField(default=list)
    pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=HandoutState, default=HandoutState.WAITING)
    total = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(null=True)
    by = models.ForeignKey("base.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    forget_at = models.DateTimeField()

    class Meta:
        db_table = "listen_handout"
        constraints = [
            models.CheckConstraint(condition=Q(made__lte=F("total")), name="handout_made"),
        ]
        indexes = [models.Index(fields=["tenant", "survey", "-made_at"], name="handout_newest")]
