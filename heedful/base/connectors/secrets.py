"""Passwords of accounts elsewhere, kept unreadable without the installation's own key."""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

PURPOSE = b"heedful.connectors.secrets.1"


class SecretLost(Exception):
    """The key of this installation is another one by now; the password must be typed again."""


def seal(secrets: Mapping[str, str]) -> bytes:
    """Return what may be stored."""
    return _lock().encrypt(json.dumps(dict(secrets)).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """Return what was sealed. Raises SecretLost."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - loaded where it is used.

    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(_lock().decrypt(bytes(sealed)))
    except InvalidToken as reason:
        raise SecretLost from reason
    return opened


def _lock() -> "Fernet":
    # Pages need none of this, and a second start should be quick.
    from cryptography.fernet import Fernet  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
