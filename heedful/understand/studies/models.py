"""What a nightly look at the rows of feedback found, as it was found."""

from django.db import models

from heedful.base.tenancy.models import TenantRow


class StudyRun(TenantRow):
    """One study of a questionnaire over a window of trading days; each room has its own kind."""

    questionnaire = models.ForeignKey(
        "listen.Questionnaire", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=30)
    first_day = models.DateField()
    last_day = models.DateField()
    computed_at = models.DateTimeField()
    # A frozen dataclass of the room's rules, written by `studies.domain.keep`.
    result = models.JSONField()

    class Meta:
        db_table = "understand_study_run"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="study_run_key")]
        indexes = [
            models.Index(
                fields=["tenant", "questionnaire", "kind", "-computed_at"], name="study_run_newest"
            )
        ]


class PlaceStudy(TenantRow):
    """What a study says of one location."""

    run = models.ForeignKey(
        StudyRun, on_delete=models.CASCADE, related_name="places", db_constraint=False
    )
    location = models.ForeignKey(
        "base.Node", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    result = models.JSONField()

    class Meta:
        db_table = "understand_place_study"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "run", "location"], name="study_of_place")
        ]
