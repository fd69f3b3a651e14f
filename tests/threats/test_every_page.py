"""Threats 8, 10 and 12, on every page: what anybody typed, and what an address may hold."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from heedful.base.org.models import Role
from heedful.base.tenancy.domain import within
from tests.test_every_url import GUARDED, NODE_IN_QUERY, ROUTES, build, signed_in, undone, url

pytestmark = pytest.mark.django_db
SCRIPT = "<script>x</script>\"'><svg onload=x>"
RAN = re.compile(r"<script>x|<svg onload")
# Words that people and customers type, in whichever table they are kept.
TYPED = {"name", "label", "title", "text", "comment", "words", "body", "subject", "category"}
HOSTILE = (
    "'; drop table base_node; --",
    "1) or (1=1",
    '"; select pg_sleep(9); --',
    "\x00",
    "-1",
    "9" * 30,
    "%00",
    "2026-13-45",
    "../../etc/passwd",
    "{{7*7}}",
    "😀" * 50,
    "",
)
ASKED_BY = re.compile(r"(?:GET|query|params|request\.GET)\.get(?:list)?\(\s*\"(\w+)\"")
PRODUCT = Path(__file__).parents[2] / "heedful"


def names_that_are_asked_by() -> list[str]:
    found = {
        name for path in PRODUCT.rglob("*.py") for name in ASKED_BY.findall(path.read_text("utf-8"))
    }
    return sorted(found)


def typed_columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " join pg_type t on t.oid = a.atttypid where c.relnamespace = 'public'::regnamespace"
            " and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0"
            " and t.typname in ('varchar', 'text') and c.relname ~ '^(base|listen|act|underst)'"
            " and (a.atttypmod = -1 or a.atttypmod > 60)"
        )
        return [(table, column) for table, column in cursor.fetchall() if column in TYPED]


def spoil() -> int:
    """Put a script into all words that are kept; how many columns took it."""
    done = 0
    for table, column in typed_columns():
        try:
            with_script = f'update {table} set "{column}" = left("{column}", 20) || %s'
            with connection.cursor() as cursor:
                cursor.execute("savepoint one")
                cursor.execute(with_script, [SCRIPT])
                done += cursor.rowcount > 0
                cursor.execute("release savepoint one")
        except Exception:  # noqa: BLE001 - a column that may not change, or takes no words.
            with connection.cursor() as cursor:
                cursor.execute("rollback to savepoint one")
    return done


def test_nothing_that_anybody_typed_runs():
    house = build("Own")
    owner = house.people[Role.OWNER]
    with within(house.top.tenant_id):
        assert spoil() > 10
    client, ran, shown = signed_in(owner), [], 0
    for route in [*GUARDED, *(one for one in ROUTES if one.name in {"survey", "survey-thanks"})]:
        with undone():
            page = client.get(url(route, house))
            if "html" not in page.headers.get("Content-Type", "") or page.streaming:
                continue
            words = page.content.decode()
        shown += "&lt;script&gt;x" in words
        if page.status_code >= 500 or RAN.search(words):
            ran.append((route.name, page.status_code))
    assert ran == []
    assert shown > 10  # The words were on pages, as words.


def test_no_address_breaks_a_page():
    house = build("Own")
    names, client = names_that_are_asked_by(), signed_in(house.people[Role.OWNER])
    assert {"sort", "search", "from", "page", "node", "item"} <= set(names)
    broken = []
    for at, route in enumerate(GUARDED):
        for value in ("\x00", HOSTILE[at % len(HOSTILE)]):
            asked = dict.fromkeys(names, value)
            if at % 2:
                asked.pop("node")  # A place that is none ends most pages early.
            with undone():
                found = client.get(url(route, house), asked).status_code
            if found >= 500:
                broken.append((route.name, value, found))
    assert broken == []


def test_no_word_in_a_list_breaks_it():
    house = build("Own")
    client, broken = signed_in(house.people[Role.OWNER]), []
    lists = [one for one in ROUTES if one.name in {*NODE_IN_QUERY, "alerts", "explore", "sources"}]
    for route in lists:
        address = url(route, house)
        for name in ("sort", "search", "page", "from", "item", "reason"):
            for value in HOSTILE[:6]:
                with undone():
                    found = client.get(address, {name: value}).status_code
                if found >= 500:
                    broken.append((route.name, name, value, found))
    assert broken == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/f/look/..%2f..%2f..%2fetc%2fpasswd.css",
        "/f/..%2f..%2fsecret/",
        "/f/%00/",
    ],
)
def test_no_path_leads_out_of_its_folder(path):
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in {400, 404}
    assert b"SECRET_KEY" not in answer.getvalue()
