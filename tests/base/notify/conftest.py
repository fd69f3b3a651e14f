from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from tests.makers import make_member, make_node, make_tenant


@dataclass(frozen=True)
class Team:
    tenant: Tenant
    root: Node
    place: Node
    boss: Member
    manager: Member


@pytest.fixture
def team(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "Harbour Street")
        boss, manager = make_member(root), make_member(place, "location_manager")
        yield Team(tenant, root, place, boss, manager)


@dataclass(frozen=True)
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes


# It takes what it is told and closes the connection without a word.
HANGS_UP = 0


class Sink(ThreadingHTTPServer):
    """A program of somebody else: it keeps what it is told and answers as it is asked to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[Heard] = []
        self.answers: list[tuple[int, dict[str, str]]] = []

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append(Heard(self.path, headers, body))
        status, extra = self.server.answers.pop(0) if self.server.answers else (204, {})
        if status == HANGS_UP:
            return
        self.send_response(status)
        for name, value in extra.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def sink(settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with Sink() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
