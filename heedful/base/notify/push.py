"""Web push: to a phone or a browser that a person has said yes on (RFC 8030, 8188, 8291, 8292)."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from py_vapid import Vapid02

PURPOSE = b"heedful.notify.push.1"
# A phone that is off for longer hears nothing late; the notice stands in the list.
SECONDS_KEPT = 4 * 3600
LONGEST = 600


@cache
def signer() -> "Vapid02":
    """The key that push services know this installation by.

    It is derived from the installation's secret key, so there is nothing more to keep or to
    encrypt, and a backup brings it along. With another secret key people subscribe again.
    """
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see below.
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415
    from py_vapid import Vapid02  # noqa: PLC0415 - pages need none of this.

    derive = HKDF(algorithm=SHA256(), length=48, salt=None, info=PURPOSE)
    number = int.from_bytes(derive.derive(settings.SECRET_KEY.encode()), "big")
    # 48 bytes over a group of 32: as good as evenly spread (FIPS 186-5, A.2.1).
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return Vapid02(ec.derive_private_key(number % (order - 1) + 1, ec.SECP256R1()))


def public_key() -> str:
    """What a browser subscribes with."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above.
        Encoding,
        PublicFormat,
    )

    point = signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def encrypted(
    subscription: Mapping[str, Any], message: Mapping[str, str]
) -> tuple[bytes, dict[str, str]]:
    """The body that only this browser reads, and headers that say who sends it."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - with the rest.

    from pywebpush import WebPusher  # noqa: PLC0415 - pages need none of this.

    text = json.dumps({key: value[:LONGEST] for key, value in message.items()})
    body = WebPusher(subscription).encode(text.encode())["body"]
    to = urlsplit(str(subscription["endpoint"]))
    claims = {"aud": f"{to.scheme}://{to.netloc}", "sub": contact()}
    headers = {
        **signer().sign(claims),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(SECONDS_KEPT),
        "urgency": "high",
    }
    return body, headers


def contact() -> str:
    """Whom a push service may ask about this installation."""
    return f"mailto:{settings.ENVIRONMENT.mail_from}"
