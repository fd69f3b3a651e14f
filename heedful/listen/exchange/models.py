"""Files of answers that take their time: asked for, written by a job, kept for a day."""

from django.db import models
from django.db.models import F, Q

from heedful.base.org.models import Node
from heedful.base.tenancy.models import TenantRow
from heedful.listen.authoring.models import Survey


class AnswerFile(TenantRow):
    """Answers that one person wants as a file; what it may hold was settled when it was asked."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    member = models.ForeignKey(
        "base.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    # The part that the person had then. Who has another one now does not see it.
    scope = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    under = models.ForeignKey(
        Node, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    words = models.BooleanField()
    contact = models.BooleanField()
    asked_at = models.DateTimeField()
    forget_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    # Why there is no file; empty when there is one or will be.
    problem = models.TextField(blank=True)

    class Meta:
        db_table = "listen_answer_file"
        constraints = [
            models.CheckConstraint(
                condition=Q(problem="") | Q(done_at__isnull=False), name="answer_file_problem"
            ),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="answer_file_days"),
        ]
        indexes = [
            models.Index(fields=["tenant", "member", "survey"], name="answer_file_of_member")
        ]
