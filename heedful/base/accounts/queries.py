"""Reading people's accounts."""

from heedful.base.accounts.models import User
from heedful.base.org.models import Member


def membership(*, user: User) -> Member | None:
    """Return the organisation this person works in; None when they left it."""
    return (
        Member.objects.filter(user=user)
        .select_related("tenant", "user")
        .order_by("created_at")
        .first()
    )
