"""An HTTP client that costs next to nothing, so that what is measured is the server."""

import socket
from collections.abc import Mapping


class Wire:
    """One connection to a port of this machine that stays open."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._socket = socket.create_connection(self._to, timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        status: int = 200,
        raw: bool = False,
    ) -> bytes:
        """Send a request and return the body of its answer, which must have this status."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        head, content = self._read()
        if raw:
            return head
        assert int(head.split(b" ", 2)[1]) == status, (head[:200], content[:300])
        return content

    def _read(self) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            more = self._socket.recv(65_536)
            if not more:
                raise ConnectionError("The server closed the connection.")
            got += more
        head, _, content = got.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(content) < length:
            content += self._socket.recv(65_536)
        return head, content
