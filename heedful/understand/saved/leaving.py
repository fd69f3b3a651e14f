"""The link at the foot of a mailed answer: who holds it may end the mails, and nothing else."""

import uuid

from django.core import signing

from heedful.understand.saved.models import SavedQuestion

SALT = "heedful.understand.saved.leaving"


class NoSuchLink(Exception):
    """Nobody here has made this link."""


def leaving_token(*, saved: SavedQuestion) -> str:
    """Sign which question it is about; it works for as long as the question is there."""
    return signing.dumps([str(saved.tenant_id), str(saved.pk)], salt=SALT)


def question_of(*, token: str) -> tuple[uuid.UUID, uuid.UUID]:
    """Return the organisation and the question of a link. Raises NoSuchLink."""
    try:
        tenant, saved = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NoSuchLink from error
    return uuid.UUID(tenant), uuid.UUID(saved)
