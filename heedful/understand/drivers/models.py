"""What was found to move the outcome, and each location's first priority, as it was found."""

from django.db import models
from django.db.models import Q

from heedful.base.tenancy.models import TenantRow


class DriverRun(TenantRow):
    """One study of the drivers of a questionnaire's primary outcome over a window of days."""

    questionnaire = models.ForeignKey(
        "listen.Questionnaire", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField()
    computed_at = models.DateTimeField()
    # understand.drivers.rules.Study as JSON: shares, intervals, R², collinearity, method.
    study = models.JSONField()

    class Meta:
        db_table = "understand_driver_run"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="driver_run_key")]
        indexes = [
            models.Index(
                fields=["tenant", "questionnaire", "-computed_at"], name="driver_run_newest"
            )
        ]


class Priority(TenantRow):
    """What one location should do first, with its runners-up; or why nothing can be said yet."""

    run = models.ForeignKey(
        DriverRun, on_delete=models.CASCADE, related_name="priorities", db_constraint=False
    )
    location = models.ForeignKey(
        "base.Node", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    n = models.IntegerField()
    # Best first, at most three: item, gain, low, high, probability.
    choices = models.JSONField(default=list)
    # Empty when the first choice is sure enough to be named as the one thing.
    reason = models.CharField(max_length=30, blank=True)
    # The first choice of the run before, kept while the difference is noise.
    kept = models.BooleanField(default=False)

    class Meta:
        db_table = "understand_priority"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "run", "location"], name="priority_of_location"
            ),
            models.CheckConstraint(condition=Q(n__gte=0), name="priority_n"),
        ]
