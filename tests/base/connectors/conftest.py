"""A mail server that does as it is told, and accounts that lead to it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from heedful.base.connectors.accounts.domain import add_account
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant
from tests.ports import free_ports

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class Box:
    """What a mail server was given, and what it answers."""

    port: int = 0
    letters: list = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_text: str = "250 OK"
    cut: bool = False
    connections: int = 0
    server: SMTP | None = None  # that of the newest connection

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: ARG002 - aiosmtpd's
        self.connections += 1
        self.server = server
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002 - aiosmtpd's
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002 - aiosmtpd's
        self.letters.append(envelope)
        if self.cut:
            server.transport.close()
        return self.to_text


@pytest.fixture
def box():
    (port,) = free_ports(1)
    box = Box(port=port)
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def tenant():
    return make_tenant()[0]


@pytest.fixture
def mail(tenant, box, settings):
    """An account that sends through the server above."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with within(tenant.pk):
        return add_account(
            tenant=tenant,
            kind="mail",
            name="Our mail",
            channels=["email"],
            options={
                "sender": "guests@harbour.example",
                "sender_name": "Harbour Table",
                "smtp_host": "127.0.0.1",
                "smtp_port": box.port,
                "smtp_security": "none",
                "plus_addresses": True,
            },
            secrets={"smtp_password": "", "imap_password": ""},
            now=NOW,
        )
