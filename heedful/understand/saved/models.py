"""Questions kept under a name, when they are answered by themselves, and what was answered then."""

from django.db import models
from django.db.models import Q

from heedful.base.tenancy.models import TenantRow
from heedful.understand.saved.rules import Every


class SavedQuestion(TenantRow):
    """One question of one person; others see a shared one, and ask it within their own part."""

    owner = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=120)
    # As an address has it (`asking.lately`): with `days` its window moves on.
    params = models.JSONField()
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Can be taken back for some days; then it is gone.
    deleted_at = models.DateTimeField(null=True)
    # Empty when it is not answered by itself.
    every = models.CharField(max_length=8, blank=True)
    # The weekday from Monday 0, or the day of the month.
    on_day = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=7)  # of the organisation's own clock
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False)  # each answer is sent to its owner too

    class Meta:
        db_table = "understand_saved_question"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="saved_question_key"),
            models.CheckConstraint(
                condition=Q(every__in=["", *(one.value for one in Every)]),
                name="saved_question_every",
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="saved_question_hour"),
            models.CheckConstraint(condition=Q(on_day__lte=28), name="saved_question_on_day"),
        ]
        indexes = [models.Index(fields=["tenant", "next_at"], name="saved_question_next")]


class Snapshot(TenantRow):
    """An answer as it was at one time, or why there was none. It never changes."""

    question = models.ForeignKey(
        SavedQuestion, on_delete=models.CASCADE, related_name="snapshots", db_constraint=False
    )
    made_at = models.DateTimeField()
    # The part that its owner had then. Who has another one now does not see it.
    scope = models.ForeignKey(
        "base.Node", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    # `asking.telling.Told` as JSON; null when there was no answer.
    told = models.BinaryField(null=True)
    # A sentence with its values when there was none.
    problem = models.JSONField(null=True)

    class Meta:
        db_table = "understand_snapshot"
        constraints = [
            models.CheckConstraint(
                condition=Q(told__isnull=False) ^ Q(problem__isnull=False),
                name="snapshot_answered_or_not",
            )
        ]
        indexes = [models.Index(fields=["tenant", "question", "-made_at"], name="snapshot_newest")]


class PendingAnswer(TenantRow):
    """A question that reads so much that it is answered by a job; the answer is kept for a while.

    One for each person and question: who asks the same again sees the same.
    """

    member = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    # A digest of the question and of the part that the person had.
    key = models.CharField(max_length=64)
    params = models.JSONField()
    asked_at = models.DateTimeField()
    reads = models.BigIntegerField()  # about how many stored rows
    # The process of PostgreSQL that counts, so that it can be stopped.
    backend = models.IntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    told = models.BinaryField(null=True)
    problem = models.JSONField(null=True)

    class Meta:
        db_table = "understand_pending_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "member", "key"], name="pending_answer_of_question"
            )
        ]
