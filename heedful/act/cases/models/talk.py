"""What is said in a case: to the customer, among colleagues, promised, offered and asked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heedful.act.cases.models.case import Case
from heedful.base.org.models import Member
from heedful.base.tenancy.models import TenantRow


class Direction(models.TextChoices):
    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")


class Way(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Telephone")
    PERSON = "person", _("In person")


class CaseMessage(TenantRow):
    """One thing that the customer said to us or we said to the customer."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="messages", db_constraint=False
    )
    direction = models.CharField(max_length=3, choices=Direction)
    way = models.CharField(max_length=6, choices=Way)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    # Whether a call reached the customer; a written message is known by its delivery.
    reached = models.BooleanField(default=True)
    # The record of sending, which says how far it came.
    outgoing_id = models.UUIDField(null=True)
    # What the other side calls a message that came in, so that it is heard once.
    external_key = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "act_case_message"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "external_key"],
                condition=~Q(external_key=""),
                name="case_message_heard_once",
            )
        ]
        indexes = [models.Index(fields=["tenant", "case", "at"], name="case_message_of")]


class CaseNote(TenantRow):
    """What colleagues tell each other about a case. It never leaves the organisation."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="notes", db_constraint=False
    )
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "act_case_note"
        indexes = [models.Index(fields=["tenant", "case", "at"], name="case_note_of")]


class CasePromise(TenantRow):
    """What a customer was promised, and by when."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="promises", db_constraint=False
    )
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    # We say that it is done; only the customer says that it was kept.
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "act_case_promise"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="case_promise_key"),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="promise_due_later"),
        ]
        indexes = [models.Index(fields=["tenant", "case"], name="case_promise_of")]


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class CaseQuestion(TenantRow):
    """A question to the customer behind a one-time link: was it kept, is it settled."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="questions", db_constraint=False
    )
    # Without a promise the question is whether all is put right.
    promise = models.ForeignKey(
        CasePromise, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    token_hash = models.BinaryField(unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Why it was not sent, when the contact budget or a missing address forbade it.
    refused = models.CharField(max_length=60, blank=True)
    outgoing_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        db_table = "act_case_question"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False, answer__in=Answer.values),
                name="case_question_answered",
            )
        ]
        indexes = [models.Index(fields=["tenant", "case"], name="case_question_of")]


class OfferState(models.TextChoices):
    WAITING = "waiting", _("Waits for approval")
    APPROVED = "approved", _("May be offered")
    REFUSED = "refused", _("Not approved")


class CaseOffer(TenantRow):
    """Something given to make up for what went wrong; told to this customer only."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="offers", db_constraint=False
    )
    what = models.CharField(max_length=200)
    # In hundredths of the organisation's currency.
    cost = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=OfferState)
    # Whose budget of which month it is taken from.
    role = models.CharField(max_length=20)
    month = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "act_case_offer"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="offer_costs"),
        ]
        indexes = [
            models.Index(fields=["tenant", "case"], name="case_offer_of"),
            models.Index(fields=["tenant", "role", "month"], name="case_offer_month"),
        ]
