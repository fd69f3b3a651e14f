"""Who did what, and the chain of seals over it."""

from django.db import models

from heedful.base.tenancy.models import TenantRow


class AuditEntry(TenantRow):
    """One thing that somebody did. PostgreSQL refuses to change or delete it.

    It holds keys and no names, so that erasing a person leaves nothing of them here.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)  # "user:KEY", "token:KEY", "operator", "heedful"
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)  # "user:KEY", "import:KEY", ...
    details = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        db_table = "base_audit_entry"
        indexes = [models.Index(fields=["tenant", "-at", "-id"], name="audit_entry_newest")]


class AuditLink(TenantRow):
    """The place of an entry in the chain; its key is the entry's. A trigger adds it at commit."""

    number = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "base_audit_link"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="audit_link_number")
        ]


class AuditChain(TenantRow):
    """Where an organisation's chain ends by now; its key is the organisation's."""

    number = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "base_audit_chain"
