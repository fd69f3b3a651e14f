"""Local servers that take the mails and webhooks of a benchmark."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def listening(
    mail: Any, mail_port: int, hook_came: Callable[[Message, bytes], None], hook_port: int
) -> Iterator[None]:
    """Take mails with a handler of aiosmtpd, and tell of the headers and body of each webhook."""
    from aiosmtpd.controller import Controller

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook_came(self.headers, self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    controller = Controller(mail, hostname="127.0.0.1", port=mail_port)
    server = ThreadingHTTPServer(("127.0.0.1", hook_port), Handler)
    server.daemon_threads = True
    controller.start()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        controller.stop()
        server.shutdown()
