"""What tests against real servers share: a short folder, and an organisation that is served."""

import dataclasses
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from heedful.base.connectors.accounts.domain import add_account
from heedful.base.connectors.sending import loop
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from tests.listen.conversations.conftest import house, survey  # noqa: F401 - fixtures.


@pytest.fixture
def folder():
    """A short folder that the servers' own accounts may enter."""
    place = Path(tempfile.mkdtemp(prefix="heedful-peer-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def served(live_server, settings):
    """Heedful's pages, reached at the address that networks are told."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, public_url=live_server.url)
    return live_server.url


@pytest.fixture
def account(house):  # noqa: F811
    def make(kind, channels, options, secrets):
        with within(house[0].pk):
            return add_account(
                tenant=house[0], kind=kind, name=kind, channels=channels, options=options,
                secrets=secrets, now=timezone.now(),
            )  # fmt: skip

    return make


@pytest.fixture
def work():
    """Do what the dispatcher and the worker would: follow what came in, hand over what waits."""

    def once():
        OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        loop.send_all()

    return once
