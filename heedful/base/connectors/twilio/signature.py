"""Whether a call of our address comes from the service: it signs what it sends."""

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence


def signature(url: str, fields: Mapping[str, Sequence[str]], token: str) -> str:
    """Return what the service signs a form with: every field counts, those we do not know too."""
    told = "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    digest = hmac.digest(token.encode(), f"{url}{told}".encode(), "sha1")
    return base64.b64encode(digest).decode()


def is_signed(
    urls: Iterable[str], fields: Mapping[str, Sequence[str]], *, token: str, given: str
) -> bool:
    """Say whether the form was sent to one of the names that our address has."""
    found = given.encode(errors="replace")
    return any(hmac.compare_digest(signature(url, fields, token).encode(), found) for url in urls)
