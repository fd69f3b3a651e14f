"""Where uploaded files lie: `uploads/<organisation>/<import>` in the data folder, closed to all."""

import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings


class TooLarge(Exception):
    """The file is larger than HEEDFUL_MAX_UPLOAD_MB allows."""


def uploads() -> Path:
    folder: Path = settings.ENVIRONMENT.home / "uploads"
    return folder


def path_of(stored_as: str) -> Path:
    return uploads() / stored_as


def keep(*, tenant_id: uuid.UUID, name: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file as it arrives; return where it lies and its size. Raises TooLarge.

    `name` is ours and never the uploader's.
    """
    stored_as = f"{tenant_id}/{name}"
    path = path_of(stored_as)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in _within_limit(chunks):
                file.write(chunk)
            return stored_as, file.tell()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _within_limit(chunks: Iterable[bytes]) -> Iterator[bytes]:
    left = settings.ENVIRONMENT.max_upload_mb * 1_000_000
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TooLarge
        yield chunk


def forget(stored_as: str) -> None:
    path_of(stored_as).unlink(missing_ok=True)
