"""Files of answers hold whoever answered, so they go when a person is erased."""

import uuid
from collections.abc import Collection

from heedful.listen.exchange.keeping import forget_file
from heedful.listen.exchange.models import AnswerFile


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell nothing: what the files hold is told by the room of answers."""
    del tenant_id, customer_ids
    return {}


def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Delete all files: whom each holds is not known, and each can be asked for again."""
    del customer_ids
    for file in AnswerFile.objects.filter(tenant=tenant_id):
        forget_file(file=file)
    return 0
