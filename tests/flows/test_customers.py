"""Everything of one person: told, erased, and erased again after a restore."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.audit.models import AuditEntry
from heedful.base.connectors.sending.models import Due, Outgoing
from heedful.base.customers.domain import find_or_make
from heedful.base.customers.models import ErasedIdentity, Identity
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.customers import erase_again, erase_all, export_all, main
from heedful.flows.dispatch import HANDLERS
from heedful.flows.invitations import round_of_all
from heedful.listen.feedback.models import Feedback
from heedful.listen.invitations import domain as invitations
from heedful.listen.invitations.models import Invitation, Visit
from heedful.listen.invitations.rules import Plan
from heedful.listen.surveys.models import SurveyLink
from heedful.understand.metrics.models import DayCell
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, home=tmp_path))
    return tmp_path


@pytest.fixture
def guest(home):
    """Somebody who visited, was invited and has answered."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "HS")
        questionnaire, version = make_questionnaire(tenant)
        told = {"by": make_member(root), "now": NOON}
        programme = invitations.make_programme(
            name="After", questionnaire=questionnaire, place=root, **told
        )
        plan = Plan(even_out=False, delay_minutes=0)
        invitations.change_plan(programme=programme, plan=plan, **told)
        invitations.start(programme=programme, **told)
        customer = find_or_make(
            tenant_id=tenant.pk, identities=[("email", "a@example.org"), ("external", "7")]
        )
        Visit.objects.create(
            tenant=tenant,
            customer=customer,
            location=place,
            visited_at=NOON,
            day=NOON.date(),
            daypart="lunch",
            key="r1",
            source="api",
            received_at=NOON,
        )
        round_of_all(now=NOON, tenants=[tenant])
        (key,) = make_feedback(version, [(place, NOON.date(), [9, 5, 5])], comments=["my words"])
        with connection.cursor() as cursor:
            cursor.execute(
                "update listen_feedback set customer_id = %s where id = %s", [customer.pk, key]
            )
        while dispatch(handlers=HANDLERS, now=NOON):
            pass
        yield customer


def erase(guest, now=NOON):
    at = {"tenant_id": guest.tenant_id, "customer_id": guest.pk}
    return erase_all(**at, actor="operator", now=now)


def test_everything_of_a_person_is_told(guest):
    told = export_all(tenant_id=guest.tenant_id, customer_id=guest.pk)
    assert [line["value"] for line in told["identities"]] == ["7", "a@example.org"]
    assert [line["comment"] for line in told["answers"]] == ["my words"]
    assert [line["key"] for line in told["visits"]] == ["r1"]
    assert [line["state"] for line in told["invitations"]] == ["sent"]
    assert [line["to"] for line in told["messages_sent"]] == ["a@example.org"]
    assert json.loads(json.dumps(told)) == told


def test_an_erased_person_is_nowhere_and_counts_no_more(guest):
    assert list(DayCell.objects.values_list("rows", flat=True)) == [1]
    erase(guest)
    assert Feedback.objects.count() == 0
    assert Identity.objects.count() == 0
    assert list(Visit.objects.values_list("customer", "key")) == [(None, "r1")]
    assert list(Outgoing.objects.values_list("to", "text", "html")) == [("", "", "")]
    assert Due.objects.count() == 0
    assert SurveyLink.objects.count() == 0
    assert Invitation.objects.get().due_at is None
    # The clock of a test's transaction stands still.
    OutboxEntry.objects.update(due_at=NOON - timedelta(days=9_999))
    while dispatch(handlers=HANDLERS, now=NOON):
        pass
    assert sum(DayCell.objects.values_list("rows", flat=True)) == 0
    assert AuditEntry.objects.filter(action="customer_erased").count() == 1
    told = json.dumps(export_all(tenant_id=guest.tenant_id, customer_id=guest.pk))
    assert "example.org" not in told
    # Safe to repeat.
    assert erase(guest) == 0


def test_a_restored_backup_replays_the_erasure(guest, home):
    erase(guest, now=NOON + timedelta(days=400))
    assert erase_again(now=NOON) == 0
    # The backup knows neither of the erasure nor that the person is gone.
    ErasedIdentity.objects.all().delete()
    restored = find_or_make(tenant_id=guest.tenant_id, identities=[("email", "a@example.org")])
    (home / "erasures.jsonl").open("a").write("half a li")
    assert erase_again(now=NOON + timedelta(days=401)) == 1
    assert Identity.objects.filter(customer=restored).count() == 0
    assert erase_again(now=NOON) == 0


def test_what_is_kept_outside_of_the_database_names_nobody(guest, home):
    erase(guest)
    text = (home / "erasures.jsonl").read_text()
    assert len(text.splitlines()) == 2
    assert "example" not in text


def test_the_commands_name_a_person_by_address_number_or_key(guest, capsys):
    assert main(what="export", who="A@example.org", tenant=None) == 0
    assert json.loads(capsys.readouterr().out)["customer"]["id"] == str(guest.pk)
    assert main(what="export", who=str(guest.pk), tenant=None) == 0
    assert main(what="export", who="nobody@example.org", tenant=None) == 2
    assert main(what="erase", who="7", tenant=None) == 0
    assert "Erased" in capsys.readouterr().out
    assert main(what="export", who="7", tenant=None) == 2
