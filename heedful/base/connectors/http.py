"""Calling addresses that a person typed: resolved once, pinned, and with an end to everything.

Loading httpx takes a while: import this module inside the function that calls.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx
from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable, resolve

MOST_BYTES = 1_000_000
SECONDS = 15.0
MOST_REDIRECTS = 3


class TooMuch(Exception):
    """The answer is larger, or takes longer, than anybody should wait for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class PinnedTransport(httpx.BaseTransport):
    """Connects to the address that was looked at, while the name is what TLS checks.

    Every request passes here, so every step of a redirect is looked at anew. Connections are not
    kept: one that was opened for a name would serve another name at the same address.
    """

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport(
            limits=httpx.Limits(max_keepalive_connections=0), trust_env=False
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotReachable(_("The address must begin with https:// or http://."))
        address = resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        request.extensions = {**request.extensions, "sni_hostname": url.host}
        request.url = url.copy_with(host=address)
        try:
            return self._inner.handle_request(request)
        finally:
            # Redirects are joined to the name, not to the address it had.
            request.url = url

    def close(self) -> None:
        self._inner.close()


class GuardedClient:
    """Calls addresses, from several threads if need be. Use it as a context manager, or keep it."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        most_redirects: int = 0,
    ) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._client = httpx.Client(
            transport=PinnedTransport(),
            timeout=seconds,
            trust_env=False,
            follow_redirects=most_redirects > 0,
            max_redirects=min(most_redirects, MOST_REDIRECTS),
            headers={"User-Agent": "Heedful"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._client.close()

    def get(self, url: str, **options: Any) -> Answer:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Answer:
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Return the answer. Raises NotReachable, TooMuch, or httpx.HTTPError.

        `options` are those of httpx: `params`, `data`, `json`, `content`, `headers`, `auth`.
        """
        ends = time.monotonic() + self._seconds
        with self._client.stream(method, url, **options) as response:
            content = bytearray()
            for chunk in response.iter_bytes(65_536):
                content += chunk
                if len(content) > self._most_bytes or time.monotonic() > ends:
                    raise TooMuch(_("The answer is too large or takes too long."))
            return Answer(response.status_code, dict(response.headers), bytes(content))
