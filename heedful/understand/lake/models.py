"""Which days the lake does not hold as they are by now, and what was written last."""

from django.db import models
from django.db.models.functions import Now


class LakeMark(models.Model):
    """A day of a questionnaire that changed; the run that rewrites it deletes exactly what it saw.

    Only added to, so that nobody waits: a day that changes often has several.
    """

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    day = models.DateField()
    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "understand_lake_mark"
        indexes = [
            models.Index(fields=["tenant_id", "questionnaire_id", "day"], name="lake_mark_day"),
        ]


class LakeState(models.Model):
    """What was written last. Its row is the lock that lets one run at a time write."""

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    # Which columns and parts of the day the lake was written with.
    fingerprint = models.CharField(max_length=300)
    # The batch that is in, and the one that is being written: a lake whose newest commit names
    # neither belongs to another database, and is written anew.
    batch = models.UUIDField(null=True)
    trying = models.UUIDField(null=True)
    # The clock of each location by which its minutes were read.
    zones = models.JSONField(default=dict)
    written_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "understand_lake_state"


class LakeSketch(models.Model):
    """The sketch of a month's different customers, of all places together.

    Written with the month's rows, from what stands in the lake then, so nothing erased stays.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id", "month")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    month = models.DateField()
    # One byte a register (`cxstats.distinct`).
    registers = models.BinaryField()

    class Meta:
        db_table = "understand_lake_sketch"
