"""A recovery case: a promise to one unhappy customer, and everything that happened to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.org.models import Member, Node
from heedful.base.tenancy.models import TenantRow


class CaseState(models.TextChoices):
    OPEN = "open", _("Open")
    WORKING = "working", _("In work")
    WAITING = "waiting", _("Waiting for the customer")
    PAUSED = "paused", _("Paused")
    REOPENED = "reopened", _("Reopened")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    SETTLED = "settled", _("Put right")
    UNSETTLED = "unsettled", _("Could not be put right")
    UNREACHED = "unreached", _("Customer could not be reached")
    MERGED = "merged", _("Belongs to another case")


class CaseCounter(TenantRow):
    """The last number given to a case of an organisation."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "act_case_counter"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="case_counter_one")]


class Case(TenantRow):
    """A promise to one unhappy customer. Everything that changes it leaves an event."""

    # What people call it; counted for each organisation.
    number = models.PositiveIntegerField()
    location = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    alert_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    # What a person wrote down who opened the case by hand; a survey's words stay with the feedback.
    words = models.TextField(blank=True)
    customer_name = models.CharField(max_length=200, blank=True)
    # The headline answer as it was when the case was opened.
    score = models.SmallIntegerField(null=True)
    low = models.SmallIntegerField(default=0)
    high = models.SmallIntegerField(default=10)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    owner = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    opened_at = models.DateTimeField()
    contact_due = models.DateTimeField()
    resolve_due = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    snoozed_until = models.DateTimeField(null=True)
    # When the sweeper saw that a promised time had passed.
    contact_missed_at = models.DateTimeField(null=True)
    resolve_missed_at = models.DateTimeField(null=True)
    # Money that is at stake, the chance to keep it, their product, and why: codes with values.
    at_stake = models.FloatField(default=0)
    chance = models.FloatField(default=0)
    priority = models.FloatField(default=0)
    # Between which amounts the product lies; None where nothing is known of the customer's visits.
    kept_low = models.FloatField(null=True)
    kept_high = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    cause = models.ForeignKey(
        "act.CaseChoice", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    action = models.ForeignKey(
        "act.CaseChoice", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_constraint=False
    )
    times_reopened = models.PositiveSmallIntegerField(default=0)
    # Counts changes, so that two people do not write over each other unseen.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "act_case"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="case_key"),
            models.UniqueConstraint(fields=["tenant", "number"], name="case_number"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at=None)),
                name="case_closed_when",
            ),
            # Only what belongs to another case closes without a cause and what was done.
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED)
                | Q(outcome=Outcome.MERGED, merged_into__isnull=False)
                | Q(cause__isnull=False, action__isnull=False, merged_into=None),
                name="case_closes_with_cause",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.PAUSED, paused_at__isnull=False)
                | (~Q(state=CaseState.PAUSED) & Q(paused_at=None)),
                name="case_paused_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "-priority"],
                condition=~Q(state=CaseState.CLOSED),
                name="case_queue",
            ),
            models.Index(fields=["tenant", "location", "-opened_at"], name="case_of_place"),
            models.Index(fields=["tenant", "customer_id"], name="case_of_customer"),
        ]

    @property
    def is_closed(self) -> bool:
        return self.state == CaseState.CLOSED


class CaseFeedback(TenantRow):
    """An utterance that belongs to a case; none belongs to two."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="feedback", db_constraint=False
    )
    feedback_id = models.UUIDField()
    # Feedback is kept by month, so its moment is needed to find it.
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "act_case_feedback"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "feedback_id"], name="case_feedback_once")
        ]
        indexes = [models.Index(fields=["tenant", "case"], name="case_feedback_of")]


class CaseEvent(TenantRow):
    """Something that happened to a case. Never changed: the database refuses."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="events", db_constraint=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    # The person's name stays when the person has left.
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    # What the changed fields were, for taking it back; and the case's revision right after.
    before = models.JSONField(default=dict)
    revision = models.PositiveIntegerField()
    # What was done to several cases in one go.
    batch = models.UUIDField(null=True)

    class Meta:
        db_table = "act_case_event"
        indexes = [
            models.Index(fields=["tenant", "case", "at"], name="case_event_of"),
            models.Index(
                fields=["tenant", "batch"],
                condition=Q(batch__isnull=False),
                name="case_event_batch",
            ),
        ]


class CasePresence(TenantRow):
    """Somebody is writing in a case; it counts for a short while only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "act_case_presence"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "case", "member"], name="case_presence_once")
        ]


class CaseView(TenantRow):
    """A way of looking at the list that a person keeps: the address's filters, under a name."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        db_table = "act_case_view"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "member", "name"], name="case_view_name")
        ]
