"""The way in for a person at the machine: a link that works once."""

from django.utils import timezone

from heedful.base.accounts.domain import first_sign_in_link, make_sign_in_link
from heedful.base.accounts.models import User
from heedful.environment import read
from heedful.ops.addresses import address, as_served
from heedful.ops.home import OperatorError


def first_link() -> str | None:
    """The first owner's link on a new installation; None once somebody has signed in."""
    path = first_sign_in_link(now=timezone.now())
    return address(as_served(read())) + path if path else None


def link_for(email: str) -> str:
    """A new link for the person of `email`. Raises OperatorError when there is none."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise OperatorError(f"Nobody with the e-mail address {email} may sign in here.")
    return address(as_served(read())) + make_sign_in_link(user=user, now=timezone.now())
