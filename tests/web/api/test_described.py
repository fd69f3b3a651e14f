"""Every address is asked what its description allows, and what it does not (schemathesis)."""

import json
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as inventing
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from heedful.base.tokens.rules import Limit
from heedful.web.api import door
from heedful.wsgi import application

DESCRIBED = Path(__file__).parents[3] / "docs" / "openapi.json"
SCHEMA = schemathesis.openapi.from_dict(json.loads(DESCRIBED.read_text("utf-8")))
SCHEMA.app = application
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
# Not among them: what fits a description may still be no question that can be answered (422), and
# tests/web/api/test_door.py asks without a token and with those of others.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
EXAMPLES = 15
pytestmark = pytest.mark.slow


@pytest.fixture
def kept_connection():
    """Requests by WSGI would close the connection of the test, as Django's own client knows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _lists(operation):
    for one in operation.definition.raw.get("parameters", ()):
        if one["schema"].get("type") == "array":
            yield one["name"]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.label for one in OPERATIONS])
def test_nothing_is_answered_but_as_described(house, kept_connection, monkeypatch, operation, mode):
    monkeypatch.setattr(door, "LIMIT", Limit(1_000_000, seconds=60))
    headers = {"Authorization": f"Bearer {house.token()}"}
    lists = set(_lists(operation))

    @given(case=operation.as_strategy(generation_mode=mode))
    @inventing(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: schemathesis.Case) -> None:
        # In an address nobody can tell a list of one from what stands in it.
        assume(all(isinstance(case.query[name], list) for name in lists & set(case.query or ())))
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.tenant', '', true)")
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    asked()
