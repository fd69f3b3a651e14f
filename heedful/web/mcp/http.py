"""MCP over streamable HTTP at /mcp: each request stands alone, so any process can answer it."""

from functools import cache
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from heedful.web.api.door import LONGEST_QUESTION
from heedful.web.api.problems import Problem, problem_response
from heedful.web.mcp.calling import SECRET, let_in
from heedful.web.mcp.server import build


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of a program that brings a token."""
    scheme, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
    SECRET.set(secret.strip() if scheme.lower() == "bearer" else "")
    refused = await sync_to_async(_refusal)()
    if refused is not None:
        await refused(scope, receive, send)
        return
    manager = StreamableHTTPSessionManager(
        app=_server(),
        json_response=True,
        stateless=True,
        security_settings=_hosts(),
        max_request_body_size=LONGEST_QUESTION,
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)


@cache
def _server() -> Any:
    return build()._lowlevel_server  # noqa: SLF001 - its own HTTP app needs a lifespan; this does not


def _hosts() -> TransportSecuritySettings:
    """The hosts that pages are served at; pages of other sites stay outside."""
    hosts = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in hosts,
        allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts)],
    )


def _refusal() -> Response | None:
    """What is told instead of an answer to whoever has no token."""
    try:
        let_in()
    except Problem as problem:
        told = problem_response(problem)
        headers = {name: value for name, value in told.headers.items() if name != "Content-Type"}
        return Response(told.content, told.status_code, headers, told.headers["Content-Type"])
    finally:
        connection.close()
    return None
