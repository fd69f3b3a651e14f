"""A survey in the making, and somebody who makes it."""

from datetime import UTC, datetime

import pytest

from heedful.base.org.models import Member
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.starts import build

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def owner(tenant) -> Member:
    return Member.objects.select_related("tenant", "scope", "user").get()


@pytest.fixture
def survey(owner) -> Survey:
    return begin(by=owner, name="Guests", definition=build("restaurant"), now=NOON)
