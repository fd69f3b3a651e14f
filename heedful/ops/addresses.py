"""Where the pages are, for a browser and for a question of ours."""

import socket
from dataclasses import dataclass, replace

from heedful.environment import Environment
from heedful.ops import lock
from heedful.ops.home import Home

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only compared with.


@dataclass(frozen=True, slots=True)
class Answer:
    """What the pages said; status 0 when they did not answer."""

    status: int = 0
    body: str = ""

    def __str__(self) -> str:
        if not self.status:
            return "does not answer"
        told = f": {self.body}" if self.body and not self.body.startswith("<") else ""
        return f"answers {self.status}{told}"


def as_served(environment: Environment) -> Environment:
    """The environment with the address that the running Heedful was really given."""
    home = Home(environment.home)
    serving = home.state().get("serving") if lock.is_held(home.path) else None
    return replace(environment, **serving) if serving else environment


def address(environment: Environment) -> str:
    """Where a browser on this machine finds the pages."""
    if environment.public_url:
        return environment.public_url
    host = environment.host
    if host in EVERYWHERE:
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{environment.port}"


def ask(environment: Environment, path: str) -> Answer:
    """Fetch `path` from the pages, by a name that they let in."""
    host = EVERYWHERE.get(environment.host, environment.host)
    name = environment.allowed_hosts[0].lstrip(".").replace("*", "localhost")
    request = f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((host, environment.port), timeout=5) as connection:
            connection.sendall(request.encode())
            with connection.makefile("rb") as file:
                said = file.read().decode("utf-8", "replace")
    except OSError:
        return Answer()
    head, _, body = said.partition("\r\n\r\n")
    status = head.partition(" ")[2][:3]
    return Answer(int(status), body.strip()) if status.isdecimal() else Answer()
