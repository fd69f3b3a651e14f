"""A browser that lets itself be told: what it subscribes with, and how it opens a message."""

import base64
import json
import os
from dataclasses import dataclass, field

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True)
class Subscriber:
    endpoint: str
    own: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, object]:
        point = self.own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": point, "auth": self.secret}
        coded = {name: base64.urlsafe_b64encode(key).decode() for name, key in keys.items()}
        stripped = {name: key.rstrip("=") for name, key in coded.items()}
        return {"endpoint": self.endpoint, "keys": stripped}

    def opened(self, body: bytes) -> dict[str, str]:
        text = http_ece.decrypt(
            body, private_key=self.own, auth_secret=self.secret, version="aes128gcm"
        )
        return json.loads(text)
