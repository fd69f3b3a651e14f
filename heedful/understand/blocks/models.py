"""Blocks: the cells of all places together, as running sums."""

from django.db import models


class BlockState(models.Model):
    """What holds for all blocks of one questionnaire.

    `axis` is the places in the order in which blocks hold them, 16 bytes each; places are only
    ever added at its end. `version` grows with everything that changes a block. While it is not
    `ready`, months are still being added up for the first time and nobody reads them.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    ready = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0)
    axis = models.BinaryField(default=b"")

    class Meta:
        db_table = "understand_block_state"


class Block(models.Model):
    """One item's counts at all places, from the first of the month up to and including `day`.

    A base block, of which `day` is the first of a month, holds all months before. `plain` is
    (places, 1 + answers): not used, then how often each answer was given. `heavy`, in millionths,
    has the sum of squared weights beside; it is empty while every weight is one. Whole numbers of
    `plain_size` and `heavy_size` bytes, the lowest byte first.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id", "slot", "is_base", "day")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    slot = models.SmallIntegerField()
    is_base = models.BooleanField()
    day = models.DateField()
    plain = models.BinaryField()
    plain_size = models.SmallIntegerField()
    heavy = models.BinaryField(null=True)
    heavy_size = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "understand_block"


class Folded(models.Model):
    """What was folded in last, by the version that it made.

    Who remembers what blocks held before adds this, and need not read them again.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id", "version")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    version = models.BigIntegerField()
    month = models.DateField()
    facts = models.BinaryField()  # as `metrics.waiting` packs them

    class Meta:
        db_table = "understand_folded"


class CrossBlock(models.Model):
    """Pairs of answers at all places, of all months up to and including `month`.

    (numbers, places), numbers as `blocks.pairs` orders them for `items` items; each as in a Block.
    """

    pk = models.CompositePrimaryKey("tenant_id", "questionnaire_id", "month")
    tenant_id = models.UUIDField()
    questionnaire_id = models.UUIDField()
    month = models.DateField()
    items = models.SmallIntegerField()
    places = models.IntegerField()
    plain = models.BinaryField()
    plain_size = models.SmallIntegerField()
    heavy = models.BinaryField(null=True)
    heavy_size = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "understand_cross_block"
