"""Django's way of sending mail (links to set a password), led into the one queue of messages."""

from collections.abc import Sequence

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone

from heedful.base.accounts.models import User
from heedful.base.connectors.sending.domain import queue
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import as_user, within
from heedful.base.tenancy.models import new_id

# Its texts hold links that sign a person in, so pages do not show them.
ABOUT = "account"

log = structlog.get_logger(__name__)


class QueueBackend(BaseEmailBackend):
    """Queues mail to people of an organisation as that organisation's."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(_queue(message, to) for message in email_messages for to in message.to)


def _queue(message: EmailMessage, to: str) -> bool:
    member = _member_of(to)
    if member is None:
        # Whoever asks for a password of nobody's address learns nothing from an answer.
        log.info("mail.to_nobody")
        return False
    html = next(
        (str(part) for part, kind in getattr(message, "alternatives", []) if kind == "text/html"),
        "",
    )
    with within(member.tenant_id):
        queue(
            tenant_id=member.tenant_id,
            channel="email",
            to=to,
            subject=str(message.subject),
            text=str(message.body),
            html=html,
            about=ABOUT,
            key=f"{ABOUT}:{new_id()}",
            now=timezone.now(),
            urgent=True,
        )
    return True


def _member_of(address: str) -> Member | None:
    user = User.objects.filter(email__iexact=address, is_active=True).first()
    if user is None:
        return None
    with as_user(user.pk):
        return Member.objects.filter(user=user).order_by("id").first()
