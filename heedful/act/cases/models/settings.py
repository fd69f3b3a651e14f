"""What an organisation sets for its cases: times, budgets, lists to choose from, templates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.base.org.models import Node, Role
from heedful.base.tenancy.models import TenantRow


class CaseSettings(TenantRow):
    """Times that are promised and what a visit is worth; defaults hold where nothing is set."""

    # Minutes while the location is open.
    contact_minutes = models.PositiveIntegerField(default=240)
    resolve_minutes = models.PositiveIntegerField(default=1440)
    # For the worst answers (see rules); the same as for others where it is not set.
    worst_contact_minutes = models.PositiveIntegerField(null=True)
    # Where calls are answered at any hour, the clock never stops.
    around_the_clock = models.BooleanField(default=False)
    closed_on_holidays = models.BooleanField(default=True)
    # What a guest leaves on one visit after costs, and how often a usual guest comes in a year.
    visit_worth = models.FloatField(default=12)
    visits_a_year = models.FloatField(default=5)

    class Meta:
        db_table = "act_case_settings"
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="case_settings_one"),
            models.CheckConstraint(
                condition=Q(contact_minutes__gt=0, resolve_minutes__gt=0), name="case_times"
            ),
            models.CheckConstraint(
                condition=Q(worst_contact_minutes__gt=0), name="case_times_of_worst"
            ),
            models.CheckConstraint(
                condition=Q(visit_worth__gt=0, visits_a_year__gt=0), name="case_worth"
            ),
        ]


class ClosingDay(TenantRow):
    """A day on which a place, or every place below a group, is closed."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    day = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "act_closing_day"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node", "day"], name="closing_day_once")
        ]


class ChoiceKind(models.TextChoices):
    CAUSE = "cause", _("Root cause")
    ACTION = "action", _("What was done")


class CaseChoice(TenantRow):
    """A root cause, or an action, of an organisation's own list."""

    kind = models.CharField(max_length=6, choices=ChoiceKind)
    label = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "act_case_choice"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="case_choice_key"),
            models.UniqueConstraint(fields=["tenant", "kind", "label"], name="case_choice_label"),
        ]


class CaseTemplate(TenantRow):
    """Words to begin a reply with. None asks for silence or for a review to go."""

    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        db_table = "act_case_template"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="case_template_name")
        ]


class OfferBudget(TenantRow):
    """What people of one role may give away in a month, and up to where without asking."""

    role = models.CharField(max_length=20, choices=Role)
    # In hundredths of the organisation's currency.
    a_month = models.PositiveIntegerField()
    without_asking = models.PositiveIntegerField()

    class Meta:
        db_table = "act_offer_budget"
        constraints = [models.UniqueConstraint(fields=["tenant", "role"], name="offer_budget_role")]
