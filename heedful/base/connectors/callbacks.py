"""Addresses of ours that networks are told, to report at."""

import uuid

from django.conf import settings
from django.urls import reverse

from heedful.base.connectors.accounts.domain import HOOK
from heedful.base.connectors.sending.transports import Way


def own_address() -> str:
    """Where networks reach this installation, without a slash at the end."""
    environment = settings.ENVIRONMENT
    return environment.public_url or f"http://{environment.host}:{environment.port}"


def report_address(way: Way, outgoing_id: uuid.UUID) -> str:
    """Where a network tells what became of a message; the secret in it tells the account."""
    path = reverse(f"hook-{way.kind}-report", args=[way.secrets[HOOK], outgoing_id])
    return f"{own_address()}{path}"
