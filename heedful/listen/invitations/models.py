"""Visits, the programmes that ask about them, and what became of each visit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.customers.models import Customer
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.models import TenantRow
from heedful.listen.surveys.models import Questionnaire


class Visit(TenantRow):
    """One visit of one customer, as the till, the app or the booking system told it."""

    # Without anybody known to ask, it still counts among the visits.
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    location = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    visited_at = models.DateTimeField()
    day = models.DateField()  # of trading, which runs past midnight
    daypart = models.CharField(max_length=40)
    # The receipt or booking: the same key is the same visit, however often it is told.
    key = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    source = models.CharField(max_length=10)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "listen_visit"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="visit_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="visit_key"),
        ]
        indexes = [
            models.Index(fields=["tenant", "visited_at"], name="visit_at"),
            models.Index(fields=["tenant", "received_at"], name="visit_received"),
            models.Index(fields=["tenant", "customer"], name="visit_of"),
            models.Index(fields=["tenant", "location", "day"], name="visit_at_location"),
        ]


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")


class Programme(TenantRow):
    """Who is invited to one survey, how and when: for a place and everything below it."""

    name = models.CharField(max_length=100)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    place = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    plan = models.JSONField()
    state = models.CharField(max_length=8, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    created_at = models.DateTimeField()
    # Visits from then on are looked at; set when it starts.
    asks_from = models.DateTimeField(null=True)
    # Up to when visits that were told have been looked at; empty: at none since the start.
    looked_at = models.DateTimeField(null=True)
    # When the chances of the parts of the day were worked out last.
    chances_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "listen_programme"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="programme_name"),
            models.UniqueConstraint(fields=["tenant", "id"], name="programme_key"),
            models.CheckConstraint(
                condition=Q(state__in=ProgrammeState.values), name="programme_state"
            ),
            models.CheckConstraint(
                condition=Q(state=ProgrammeState.DRAFT) | Q(asks_from__isnull=False),
                name="programme_asks_from",
            ),
        ]


class Chance(TenantRow):
    """The probability with which visits of one part of a location's day are drawn, for now."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="chances", db_constraint=False
    )
    location = models.ForeignKey(
        Node, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    daypart = models.CharField(max_length=40)
    chance = models.FloatField()
    # What it was worked out from.
    visits = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()

    class Meta:
        db_table = "listen_invitation_chance"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "programme", "location", "daypart"], name="chance_once"
            ),
            models.CheckConstraint(
                condition=Q(chance__gt=0, chance__lte=1), name="chance_is_probability"
            ),
        ]


class State(models.TextChoices):
    NOT_DRAWN = "not_drawn", _("Not drawn")
    WAITING = "waiting", _("To be asked")
    REFUSED = "refused", _("Not asked")
    SENT = "sent", _("Invited")
    FAILED = "failed", _("Did not arrive")
    EXPIRED = "expired", _("Not answered")
    ANSWERED = "answered", _("Answered")


# Somebody was asked, whatever came of it.
INVITED = (State.SENT, State.EXPIRED, State.ANSWERED)
# States that say themselves why somebody was not asked.
SAY_WHY = (State.NOT_DRAWN, State.FAILED)


class Invitation(TenantRow):
    """What a programme did with one visit: there is one for each visit it looked at."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="invitations", db_constraint=False
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="invitations", db_constraint=False
    )
    location = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=20, blank=True)
    # With which probability such a visit was drawn: weights divide by it.
    chance = models.FloatField()
    at = models.DateTimeField()
    # When there is something to do: the ask, a reminder, the end.
    due_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=8, blank=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "listen_invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "programme", "visit"], name="invitation_once"
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="invitation_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="invitation_state"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="invitation_refused_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("not_drawn", "waiting", "refused"))
                | Q(sent_at__isnull=False),
                name="invitation_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "due_at"],
                condition=Q(due_at__isnull=False),
                name="invitation_due",
            ),
            models.Index(fields=["tenant", "programme", "state", "at"], name="invitation_of"),
            models.Index(fields=["tenant", "visit"], name="invitation_visit"),
        ]


class VisitHook(TenantRow):
    """An address at which another system tells visits by signed messages; one a person.

    Found by the hash of its address before it is known whose it is.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    address_hash = models.BinaryField(unique=True)
    # The secret that messages are signed with, unreadable without the installation's key.
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "listen_visit_hook"
        constraints = [models.UniqueConstraint(fields=["tenant", "member"], name="visit_hook_once")]
