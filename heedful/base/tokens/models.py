"""What lets a program in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from heedful.base.org.models import Member, Node
from heedful.base.tenancy.models import TenantRow
from heedful.base.tokens.rules import Scope


class Pace(TenantRow):
    """How fast a token asks; its key is the token's.

    Its table is not logged: after a crash of PostgreSQL each token begins anew.
    """

    free_at = models.DateTimeField()

    class Meta:
        db_table = "base_pace"


class AccessToken(TenantRow):
    """Lets a program read what one person may, or less of it. Only the secret's hash is kept.

    It ends by itself, when it is revoked, when the person goes, and when their role or place
    changes: `stamp` is the member's own of the time it was made.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=100)
    token_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    place = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    stamp = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_access_token"
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=[one.value for one in Scope])
                & Q(scopes__len__gte=1),
                name="access_token_scopes",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="access_token_lasts"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "member"], name="access_token_of")]
