"""Real files go through everything: read, counted, studied, and shown on every page."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from rich.console import Console

from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.tenancy.domain import within
from heedful.flows import priorities
from heedful.flows.imports import bring_in, dispatch_all
from heedful.listen.imports.choosing import choose_mappings
from heedful.listen.imports.mapping import load_mapping
from heedful.understand.metrics.domain import Differences, verify
from tests.makers import make_member, make_tenant

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS),
]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
LINK = re.compile(r'href="([^"#]+)"')
LEAVES = re.compile(r"logout|/static/")
SETS = {
    "sfo": ("sfo/201[678].toml", "sfo_customer_survey/201[678]_*.csv.gz"),
    "nhs": ("nhs/*.toml", "nhs_fft_comments/v6framework_230831.csv.gz"),
}


def pages_reached(client: Client) -> dict[str, str]:
    """One address of every kind of page that links lead to, opened; its kind and its words."""
    seen, waiting = {}, ["/"]
    while waiting:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        if "html" not in response["Content-Type"]:
            continue
        for link in LINK.findall(response.content.decode()):
            href = link.replace("&amp;", "&")
            try:
                kind = resolve(urlsplit(href).path).url_name or ""
            except Resolver404:
                continue
            if kind not in seen and not LEAVES.search(href):
                seen[kind] = href
                waiting.append(href)
    return seen


@pytest.mark.parametrize("name", SETS)
def test_a_real_survey_is_counted_studied_and_shown_on_every_page(real_data, name):
    mappings, files = SETS[name]
    known = [load_mapping(path) for path in sorted(EXAMPLES.glob(mappings))]
    paths = sorted(real_data.glob(files))
    tenant, root = make_tenant(name)
    console = Console(quiet=True)
    for file, mapping in zip(paths, choose_mappings(paths, known), strict=True):
        bring_in(tenant=tenant, file=file, mapping=mapping, console=console)
    dispatch_all(console=console)

    priorities.run(tenant_id=tenant.pk, up_to=None, now=NOW)

    dispatch_all(console=console)
    assert verify(tenant.pk) == Differences()
    with within(tenant.pk):
        owner = make_member(root, "owner")
    client = Client()
    client.post(make_sign_in_link(user=owner.user, now=timezone.now()))
    reached = pages_reached(client)
    assert {"locations", "drivers", "today", "imports", "jobs"} <= reached.keys()
