"""Cells of sufficient statistics: every number the product shows is a sum of these."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class DayCell(models.Model):
    """Counts of one location on one trading day, for all items of a questionnaire.

    `sums` is laid out by `cxstats.sums.CellLayout` over the items' slots; a shorter one is read
    as padded with zeros. `weighted` is empty while every weight is one.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id", "location_id", "day")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    location_id = models.UUIDField()
    day = models.DateField()
    rows = models.BigIntegerField()
    sums = ArrayField(models.BigIntegerField())
    weighted = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        db_table = "understand_day_cell"
        # The newest day is asked for by every page, and studies read by day.
        indexes = [
            models.Index(fields=["tenant_id", "questionnaire_id", "day"], name="day_cell_by_day")
        ]


class CrossCell(models.Model):
    """Cross-products of one location in one month, for the items of one version.

    `sums` holds the pairs of answers that drivers come from, as `metrics.storing` writes them: few
    answers as they were given, sums of many. `weighted` is empty while every weight is one.
    """

    pk = models.CompositePrimaryKey("tenant_id", "version_id", "location_id", "month")
    tenant_id = models.UUIDField()
    version_id = models.UUIDField()
    location_id = models.UUIDField()
    month = models.DateField()
    sums = models.BinaryField()
    weighted = models.BinaryField(null=True)

    class Meta:
        db_table = "understand_cross_cell"


class Waiting(models.Model):
    """Facts of feedback that are in the cells, but not yet in the blocks made of many cells.

    Written with the cells in one transaction, as `metrics.waiting` packs them; gone as soon as
    they are folded in. Whoever reads blocks adds what waits, so no answer is ever behind.
    """

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    month = models.DateField()
    rows = models.IntegerField()
    facts = models.BinaryField()

    class Meta:
        db_table = "understand_waiting"
        indexes = [
            models.Index(
                fields=["tenant_id", "questionnaire_id", "month"],
                include=["rows"],
                name="waiting_of_month",
            )
        ]
