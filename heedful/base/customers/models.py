"""Customers: who they are, what they agreed to, and every ask and refusal to ask."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow


class Customer(TenantRow):
    """One person who was served. What is known of them hangs on their identities."""

    language = models.CharField(max_length=16, blank=True)
    # Empty where it is not known: the organisation's own counts then.
    time_zone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    # Two customers turned out to be one person: this one is read as that one.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # Nothing personal is left; the row stays so that what pointed here still points somewhere.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_customer"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="customer_key"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="customer_not_into_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="customer_merged",
            )
        ]


class IdentityKind(models.TextChoices):
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    EXTERNAL = "external", _("Customer number")


class Identity(TenantRow):
    """One way to know a customer again: an address, a number, the key of another system."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="identities", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=IdentityKind)
    # As `rules.normal` writes it, so that the same address is found however it was typed.
    value = models.CharField(max_length=254)
    created_at = models.DateTimeField(db_default=Now())
    # Nothing arrives there any more, and why.
    unusable_since = models.DateTimeField(null=True)
    unusable_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "base_identity"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "value"], name="identity_once"),
            models.CheckConstraint(condition=Q(kind__in=IdentityKind.values), name="identity_kind"),
            models.CheckConstraint(condition=~Q(value=""), name="identity_not_empty"),
        ]
        indexes = [models.Index(fields=["tenant", "customer"], name="identity_of")]


class Consent(TenantRow):
    """What a customer said about being asked: on one channel or all, to one end or all.

    The newer of the two moments holds. The ledger keeps how often somebody changed their mind.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="consents", db_constraint=False
    )
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Where it was said: a file, a form, a text message.
    source = models.CharField(max_length=60)

    class Meta:
        db_table = "base_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "channel", "purpose"], name="consent_once"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False) | Q(withdrawn_at__isnull=False),
                name="consent_says_something",
            ),
        ]


class Outcome(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered unasked")
    REFUSED = "refused", _("Not asked")
    LOST = "lost", _("Asked, but nothing arrived")
    OPTED_OUT = "opted_out", _("Opted out")
    OPTED_IN = "opted_in", _("Agreed again")


class ContactEntry(TenantRow):
    """A line of the contact ledger: an ask, a refusal to ask, or what the customer said to it.

    The same refusal of the same ask is one line, with the times it was refused.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="entries", db_constraint=False
    )
    at = models.DateTimeField()
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=20, blank=True)
    # What the ask is about, as "visit:…" or "case:…"; the same one is asked once.
    about = models.CharField(max_length=80, blank=True)
    # What the customer wrote to opt out.
    words = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "base_contact_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "purpose", "channel", "about"],
                condition=Q(outcome="asked") & ~Q(about=""),
                name="contact_asked_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer", "purpose", "channel", "about", "reason"],
                condition=Q(outcome="refused"),
                name="contact_refused_once",
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="contact_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="contact_refused_why"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "customer", "at"], name="contact_of_customer"),
            models.Index(fields=["tenant", "about"], name="contact_about"),
        ]


class Hold(TenantRow):
    """Why nobody asks this customer anything for now: an open case, a complaint."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="holds", db_constraint=False
    )
    reason = models.CharField(max_length=80)
    # Empty: until it is released.
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_customer_hold"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "reason"], name="hold_once")
        ]


class ContactRules(TenantRow):
    """How often and when an organisation asks its customers; without a row the standard holds."""

    policy = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "base_contact_rules"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="contact_rules_once")]


class ErasedIdentity(TenantRow):
    """A keyed hash of an erased identity, so that a file does not bring the person back."""

    digest = models.BinaryField()
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "base_erased_identity"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "digest"], name="erased_identity_once")
        ]


class UnsubscribeLink(models.Model):
    """An address `/u/<token>` at which a customer ends further asks; only its hash is kept.

    Not fenced: the token is what tells the tenant. It holds no more than the keys it leads to.
    """

    token_hash = models.BinaryField(primary_key=True)
    tenant = models.ForeignKey(
        "base.Tenant", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    channel = models.CharField(max_length=8)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "base_unsubscribe_link"
