"""What happens when a customer has said something: who must look is told, in order.

Entries come in batches of one organisation, inside its fence and in the transaction that takes
them out of the outbox; each step is safe to run twice.
"""

import uuid
from collections.abc import Sequence

from heedful.base.outbox.models import OutboxEntry


def run(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Raise alerts for new feedback, open the cases they call for, and tell people."""
    del tenant_id, entries
