import json
from pathlib import Path

import pytest
from django.test import Client

from heedful.web.api.problems import KINDS
from heedful.web.api.schema import described, operations, shapes

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_kept_description_is_the_served_one():
    """Write it anew with: python -m tools.openapi."""
    served = Client().get("/api/v1/openapi.json")
    assert served.json() == json.loads(KEPT.read_text(encoding="utf-8"))


def test_every_address_says_what_it_gives_and_how_it_fails():
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            assert (path, method, sorted(operation["responses"])) == (
                path, method, ["200", "401", "403", "404", "422", "429"],
            )  # fmt: skip
            assert operation["description"].endswith((".", "scope."))


def test_the_page_needs_no_sign_in_and_no_script():
    response = Client().get("/api/v1/")
    page = response.content.decode()
    assert (response.status_code, page.count("<script"), page.count(" style=")) == (200, 0, 0)
    for name in [*KINDS, *(one.name for one in shapes())]:
        assert page.count(f'id="{name}"') == 1
    for one in operations():
        assert page.count(f"<code>{one.method} {one.path}</code></h3>") == 1


def test_every_named_shape_is_described():
    known = {one.name for one in shapes()}
    assert {one.gives for one in operations()} <= known
