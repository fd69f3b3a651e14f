"""The real client talks to the real process over HTTP."""

import subprocess
import sys

import anyio
import httpx2
import pytest
from django.conf import settings
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from heedful.base.tokens.rules import Scope
from heedful.ops.processes import wait_until
from tests.ports import free_ports
from tests.web.api.conftest import Program, build
from tests.web.mcp.talking import environ

pytestmark = [
    pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS),
    pytest.mark.peer,
    pytest.mark.slow,
]


@pytest.fixture
def served(tmp_path):
    """The address of the process that assistants reach."""
    (port,) = free_ports(1)
    process = subprocess.Popen(
        [sys.executable, "-m", "heedful", "serve", "live"],
        env=environ(tmp_path, HEEDFUL_LIVE_PORT=str(port)),
    )
    address = f"http://127.0.0.1:{port}/mcp"

    def answers() -> bool:
        try:
            return httpx2.get(address, timeout=2).status_code == 401
        except httpx2.HTTPError:
            return False

    try:
        assert wait_until(answers, seconds=30)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_an_assistant_asks_over_http(served):
    house = build()
    secret = house.token(Scope.METRICS, place=house.north)

    async def conversation():
        headers = {"Authorization": f"Bearer {secret}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(served, http_client=http)) as client,
        ):
            numbers = await client.call_tool("query_metric", {"by": ["location"]})
            words = await client.call_tool("comments", {})
            return numbers.structured_content, words.is_error

    numbers, refused = anyio.run(conversation)
    assert numbers == Program(secret).get("query", {"by": "location"}).json()
    assert refused


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer heedful_x"}, 401),
        ({"Authorization": "Basic eDp5"}, 401),
    ],
)
def test_without_a_token_nothing_is_told(served, headers, status):
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    found = httpx2.post(served, json=asked, headers=headers)
    assert (found.status_code, found.headers["Content-Type"]) == (
        status, "application/problem+json",
    )  # fmt: skip


def test_other_hosts_and_other_sites_stay_outside(served):
    secret = build().token(Scope.METRICS)
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    known = {
        "Authorization": f"Bearer {secret}",
        "Accept": "application/json, text/event-stream",
    }
    found = [
        httpx2.post(served, json=asked, headers=known | more).status_code
        for more in ({}, {"Host": "evil.example"}, {"Origin": "https://evil.example"})
    ]
    assert found == [200, 421, 403]
