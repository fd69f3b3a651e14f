"""The record of who did what: sealed, never changed, and every tampering is seen."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from heedful.base.audit.domain import record
from heedful.base.audit.models import AuditEntry, AuditLink
from heedful.base.audit.queries import entries_visible_to, verify
from heedful.base.audit.rules import ITSELF, Action, person
from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from tests.makers import make_member, make_node, make_tenant

NOW = datetime(2026, 11, 25, 19, 40, tzinfo=UTC)


@pytest.fixture
def tenant(db):
    tenant, _root = make_tenant()
    with within(tenant.pk):
        yield tenant


def write(tenant: Tenant, n: int = 1, **more) -> None:
    for i in range(n):
        told = {"actor": ITSELF, "action": Action.EXPORTED, "details": {"rows": i, "kind": "é"}}
        record(tenant_id=tenant.pk, now=NOW + timedelta(seconds=i), **(told | more))
    seal()


def seal() -> None:
    """What a commit would do."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def tamper(statement: str, *args: object) -> None:
    """What somebody can do who owns the database."""
    with connection.cursor() as cursor:
        for table in ("base_audit_entry", "base_audit_link"):
            cursor.execute(f"alter table {table} disable trigger keep")
        cursor.execute(statement, args)


def test_what_was_done_is_chained_in_order(tenant):
    write(tenant, 3)
    found = verify(tenant_id=tenant.pk)
    assert (found.entries, found.number, found.faults) == (3, 3, ())
    assert verify(tenant_id=tenant.pk, expect=(3, found.seal)).faults == ()


def test_an_organisation_where_nothing_was_done_is_whole(tenant):
    assert verify(tenant_id=tenant.pk).faults == ()


@pytest.mark.parametrize("table", ["base_audit_entry", "base_audit_link"])
@pytest.mark.parametrize("statement", ["update {} set tenant_id = tenant_id", "delete from {}"])
def test_postgresql_refuses_to_change_or_delete(tenant, table, statement):
    write(tenant)
    with (
        pytest.raises(ProgrammingError, match="written down for good"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_a_changed_entry_is_seen(tenant):
    write(tenant, 3)
    tamper("update base_audit_entry set actor = 'operator' where details->>'rows' = '1'")
    assert verify(tenant_id=tenant.pk).faults == ("entry 2 was changed",)


def test_an_entry_with_a_digest_made_anew_is_seen(tenant):
    write(tenant, 3)
    first, second, _third = AuditEntry.objects.order_by("at")
    tamper("update base_audit_entry set digest = %s where id = %s", first.digest, second.pk)
    assert verify(tenant_id=tenant.pk).faults == ("entry 2 was changed",)


def test_a_deleted_entry_is_seen(tenant):
    write(tenant, 3)
    tamper("delete from base_audit_entry where details->>'rows' = '0'")
    assert verify(tenant_id=tenant.pk).faults == ("entry 1 is missing",)


def test_an_entry_cut_out_with_its_link_is_seen(tenant):
    write(tenant, 3)
    link = AuditLink.objects.get(number=2)
    tamper("delete from base_audit_entry where id = %s", link.pk)
    tamper("delete from base_audit_link where id = %s", link.pk)
    assert verify(tenant_id=tenant.pk).faults == (
        "entries 2 to 2 are missing",
        "entry 3 is not sealed to the one before",
    )


def test_an_end_that_was_cut_off_is_seen_by_who_noted_the_seal(tenant):
    write(tenant, 3)
    noted = verify(tenant_id=tenant.pk)
    link = AuditLink.objects.get(number=3)
    tamper("delete from base_audit_entry where id = %s", link.pk)
    tamper("delete from base_audit_link where id = %s", link.pk)
    assert verify(tenant_id=tenant.pk).faults == (
        "the chain ended with entry 3 and now ends with 2",
    )
    before = AuditLink.objects.get(number=2).seal
    tamper("update base_audit_chain set number = 2, seal = %s", before)
    assert verify(tenant_id=tenant.pk).faults == ()
    assert verify(tenant_id=tenant.pk, expect=(3, noted.seal)).faults == (
        "entry 3 was noted, and the chain ends with 2",
    )


def test_who_looks_after_a_part_sees_what_its_people_did(tenant):
    root = Node.objects.get()
    part = make_node(root, "Part", location=False)
    whole, inside = make_member(root), make_member(part)
    write(tenant, actor=person(whole.user_id))
    write(tenant, actor=person(inside.user_id))
    write(tenant)
    assert entries_visible_to(member=whole).count() == 3
    assert [one.actor for one in entries_visible_to(member=inside)] == [person(inside.user_id)]


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_many_at_once_make_one_chain():
    tenant, _root = make_tenant()

    def work() -> None:
        try:
            for _ in range(5):
                with within(tenant.pk):
                    write(tenant, 2, about=f"file:{uuid.uuid4()}")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with within(tenant.pk):
        found = verify(tenant_id=tenant.pk)
    assert (found.entries, found.number, found.faults) == (40, 40, ())
