"""Links for a person at the machine: a way in that works once, a survey that is closed."""

from django.utils import timezone

from heedful.base.accounts.domain import first_sign_in_link, make_sign_in_link
from heedful.base.accounts.models import User
from heedful.environment import read
from heedful.listen.surveys.domain import close_link
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


def close_survey(where: str) -> str:
    """Close the survey at an address. Raises OperatorError when none is open there."""
    token = where.partition("/f/")[2].partition("/")[0] or where
    if not close_link(token=token, now=timezone.now()):
        raise OperatorError("No open survey has this address.")
    return "Nobody can answer at this address any more."
