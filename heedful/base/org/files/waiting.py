"""Lists that were uploaded and looked at, but not yet taken in: in the data folder for a day."""

import os
import time
import uuid
from pathlib import Path

from django.conf import settings

KEPT_SECONDS = 24 * 60 * 60


class Gone(LookupError):
    """The list was taken in already, or a day has passed."""


def keep(*, tenant_id: uuid.UUID, data: bytes) -> uuid.UUID:
    """Keep a list and return the key by which it is found again."""
    folder = _folder(tenant_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    key = uuid.uuid4()
    handle = os.open(folder / str(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return key


def take(*, tenant_id: uuid.UUID, key: uuid.UUID) -> bytes:
    """Return the list. Raises Gone."""
    try:
        return (_folder(tenant_id) / str(key)).read_bytes()
    except FileNotFoundError as error:
        raise Gone from error


def forget(*, tenant_id: uuid.UUID, key: uuid.UUID) -> None:
    (_folder(tenant_id) / str(key)).unlink(missing_ok=True)


def _folder(tenant_id: uuid.UUID) -> Path:
    home: Path = settings.ENVIRONMENT.home
    return home / "uploads" / str(tenant_id) / "lists"
