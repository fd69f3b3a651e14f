"""The page of who did what, and its file."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from heedful.base.audit.domain import record
from heedful.base.audit.rules import ITSELF, OPERATOR, Action, person, program
from heedful.base.notify.hooks import make_webhook, switch_off
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import new_id
from heedful.listen.imports.models import Import
from heedful.listen.surveys.models import Questionnaire
from tests.makers import make_member, make_node, make_tenant

NOW = datetime(2026, 3, 25, 23, 40, tzinfo=UTC)
PAGE, FILE = "/organisation/audit/", "/organisation/audit.csv"


@pytest.fixture
def owner(db):
    tenant, root = make_tenant()
    tenant.time_zone = "Europe/Berlin"
    tenant.save()
    with within(tenant.pk):
        yield make_member(root)


def write(owner: Member, n: int = 1, **more) -> None:
    told = {"actor": person(owner.user_id), "action": Action.TOKEN_MADE, "now": NOW}
    with within(owner.tenant_id):
        for i in range(n):
            record(tenant_id=owner.tenant_id, **(told | {"details": {"days": i}} | more))
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate; set constraints all deferred")


def rows(client, address: str = FILE) -> list[list[str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_as_many_queries_for_any_number_of_rows(
    owner, client, n, django_assert_num_queries
):
    key = new_id()
    write(owner, n, about=program(key), details={"place": str(owner.scope_id), "role": "analyst"})
    client.force_login(owner.user)
    client.get(PAGE)
    with django_assert_num_queries(19):
        page = client.get(PAGE).content.decode()
    assert page.count(f"Let a program in: {key}") == n
    told = f'place:</span> {owner.scope.name}, <span class="soft">role:</span> Analyst'
    assert page.count(told) == n


def test_an_empty_record_says_so(owner, client):
    client.force_login(owner.user)
    assert "Nothing like this was done." in client.get(PAGE).content.decode()


def test_the_file_tells_the_same_and_its_taking_is_written_down(owner, client):
    write(owner, 2)
    client.force_login(owner.user)
    first = rows(client)
    assert [row[:4] for row in first] == [
        ["2026-03-26T00:40:00+01:00", "Robin", "token_made", "Let a program in"],
        ["2026-03-26T00:40:00+01:00", "Robin", "token_made", "Let a program in"],
    ]
    assert [(row[5], row[6]) for row in first] == [("days: 1", "2"), ("days: 0", "1")]
    # One line more for the first taking; the second is not in what it takes itself.
    again = rows(client)
    assert len(again) == 3
    assert again[0][2:6] == ["exported", "Downloaded a file", "", f"address: {FILE}?"]


def test_changes_are_told_in_words_and_things_by_their_names(owner, client):
    with within(owner.tenant_id):
        hook, _secret = make_webhook(by=owner, name="Till", url="https://x", kinds=[], now=NOW)
        switch_off(hook=hook, reason="status_410", by=None, now=NOW + timedelta(hours=1))
    client.force_login(owner.user)
    assert [row[1:6] for row in rows(client)] == [
        ["Heedful itself", "webhook_changed", "Changed a webhook", "Till", "state: on → off"],
        ["Robin", "webhook_added", "Added a webhook", "Till", "events: all"],
    ]


def test_a_file_and_a_series_are_told_by_their_names(owner, client):
    with within(owner.tenant_id):
        file = Import.objects.create(tenant=owner.tenant, file_name="March.csv", size=1)
        series = Questionnaire.objects.create(tenant=owner.tenant, name="Guests")
    write(owner, action=Action.FILE_IMPORTED, about=f"import:{file.pk}")
    write(owner, action=Action.EXPORTED, about=f"questionnaire:{series.pk}")
    client.force_login(owner.user)
    assert [row[3:5] for row in rows(client)] == [
        ["Downloaded a file", "Guests"],
        ["Imported a file", "March.csv"],
    ]


def test_it_is_narrowed_by_action_person_and_day_in_the_organisations_zone(owner, client):
    other = make_member(owner.scope, "analyst")
    write(owner)
    write(owner, actor=OPERATOR, action=Action.PERSON_ADDED, about=person(other.user_id))
    write(owner, actor=ITSELF, action=Action.OFFER_MADE, now=NOW + timedelta(days=1))
    client.force_login(owner.user)

    def actions(query: str) -> list[str]:
        return [row[2] for row in rows(client, f"{FILE}?{query}") if row[2] != "exported"]

    assert actions("") == ["offer_made", "person_added", "token_made"]
    assert actions("action=person_added") == ["person_added"]
    assert actions(f"search={other.user.email}") == ["person_added"]
    assert actions("from=2026-03-26&to=2026-03-26") == ["person_added", "token_made"]
    assert actions("from=2026-03-27") == ["offer_made"]
    assert actions("to=2026-03-25") == []
    assert actions("from=never&action=else&search=%00") == actions("")


def test_what_somebody_is_called_is_no_formula(owner, client):
    owner.user.name = "=cmd()"
    owner.user.save()
    write(owner)
    client.force_login(owner.user)
    assert rows(client)[0][1] == "'=cmd()"


def test_an_owner_of_a_part_sees_what_its_people_did(owner, client):
    part = make_node(owner.scope, "Part", location=False)
    inside = make_member(part)
    write(owner)
    write(inside)
    client.force_login(inside.user)
    assert len(rows(client)) == 1


def test_only_owners_look(owner, client):
    client.force_login(make_member(owner.scope, "analyst").user)
    assert client.get(PAGE).status_code == 403
    assert client.get(FILE).status_code == 403
