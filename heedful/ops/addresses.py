"""Where the pages are, for a browser and for a question of ours."""

import socket

from heedful.environment import Environment

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only compared with.


def address(environment: Environment) -> str:
    """Where a browser on this machine finds the pages."""
    if environment.public_url:
        return environment.public_url
    host = environment.host
    if host in EVERYWHERE:
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{environment.port}"


def ask(environment: Environment, path: str) -> str:
    """The status line's end and the body of an answer from the pages; "" when there is none."""
    host = EVERYWHERE.get(environment.host, environment.host)
    name = environment.allowed_hosts[0].lstrip(".").replace("*", "localhost")
    request = f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((host, environment.port), timeout=5) as connection:
            connection.sendall(request.encode())
            with connection.makefile("rb") as file:
                said = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    head, _, body = said.partition("\r\n\r\n")
    return f"{head.partition(' ')[2].splitlines()[0]}\n{body}".strip() if head else ""
