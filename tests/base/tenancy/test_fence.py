"""The fence between organisations holds in the database itself."""

from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from heedful.base.org.models import Brand, Member, Node
from heedful.base.tenancy.domain import as_user, within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db

# Tables that name a tenant and are not fenced, each with its reason.
NOT_FENCED = {
    "base_outbox": "the dispatcher serves all tenants; payloads hold keys and numbers",
    "base_channel_hook": "the secret of its address is what tells the tenant; it holds keys only",
    "base_outgoing_due": "the loop that sends serves all tenants; it holds keys, no words",
    "base_live_event": "carries identifiers only; the live process filters",
    "base_delivery": "the sender serves all tenants; it holds keys and states only",
    "base_unsubscribe_link": "the token is what tells the tenant; it holds keys only",
    "listen_survey_link": "the token is what tells the tenant; it holds keys only",
}


@pytest.fixture(autouse=True)
def _no_fence_is_open():
    forget()


def forget():
    """Stand outside of all fences; a test's transaction does not end between two requests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant', '', true), set_config('app.user', '', true)"
        )


def tables_with_tenant() -> set[str]:
    return tables(
        "select distinct relname from pg_class join pg_attribute on attrelid = pg_class.oid"
        " where attname = 'tenant_id' and relkind in ('r', 'p') and not attisdropped"
        " and relnamespace = 'public'::regnamespace and not relispartition"
    )


def tables(query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def test_every_table_of_tenants_is_fenced_or_says_why_not():
    fenced = tables("select relname from pg_class where relrowsecurity and relforcerowsecurity")

    assert tables_with_tenant() - fenced == set(NOT_FENCED)


def test_every_fence_checks_what_is_read_and_what_is_written():
    with connection.cursor() as cursor:
        cursor.execute("select tablename, cmd, qual, with_check from pg_policies order by 1")
        policies = cursor.fetchall()

    assert {name for name, *_ in policies} == tables_with_tenant() - set(NOT_FENCED)
    for name, command, qual, check in policies:
        assert command == "ALL", name
        assert "app.tenant" in qual, name
        assert check == qual, name


def test_the_role_that_serves_pages_cannot_pass_the_fence():
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_partitions_are_closed_to_whoever_names_them():
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        make_feedback(version, [(make_node(root), date(2026, 3, 1), [9, 4, 5])])
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from listen_feedback_2026_03")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from listen_feedback")
            assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("model", [Node, Brand, Feedback])
def test_a_query_without_a_fence_is_refused(model):
    tenant, root = make_tenant()
    with within(tenant.pk):
        Brand.objects.create(tenant=tenant, name="Harbour")
        version = make_questionnaire(tenant)[1]
        make_feedback(version, [(make_node(root), date(2026, 3, 1), [9, 4, 5])])
    forget()

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.count()


def test_without_a_fence_nobodys_membership_is_seen():
    """This one table is asked before the organisation is known, so it answers with nothing."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        member = make_member(root)
    forget()

    assert Member.objects.count() == 0
    with as_user(member.user_id):
        assert list(Member.objects.all()) == [member]


def test_rows_of_another_organisation_are_not_there():
    (one, root), (other, _other_root) = make_tenant("One"), make_tenant("Other")
    with within(one.pk):
        node = make_node(root, "Mine")

    with within(other.pk):
        assert Node.objects.filter(pk=node.pk).count() == 0
        assert Node.objects.filter(pk=node.pk).update(name="Stolen") == 0
        assert Node.objects.filter(pk=node.pk).delete() == (0, {})
    with within(one.pk):
        assert Node.objects.get(pk=node.pk).name == "Mine"


def test_rows_cannot_be_written_for_another_organisation():
    (one, _root), (other, _other_root) = make_tenant("One"), make_tenant("Other")

    with within(one.pk), pytest.raises(DatabaseError, match="row-level security"):
        Brand.objects.create(tenant=other, name="Smuggled")


def test_a_row_cannot_point_into_another_organisation():
    (one, root), (other, other_root) = make_tenant("One"), make_tenant("Other")
    with within(other.pk):
        brand = Brand.objects.create(tenant=other, name="Theirs")

    with within(one.pk), pytest.raises(IntegrityError):
        Node.objects.filter(pk=root.pk).update(brand_id=brand.pk)
    with within(one.pk), pytest.raises(IntegrityError):
        Member.objects.filter(pk=make_member(root).pk).update(scope_id=other_root.pk)


def test_fences_nest_and_return_to_the_outer_one():
    (one, _root), (other, _other_root) = make_tenant("One"), make_tenant("Other")

    with within(one.pk):
        with within(other.pk):
            assert [node.name for node in Node.objects.all()] == ["Other"]
        assert [node.name for node in Node.objects.all()] == ["One"]


def test_looking_for_a_persons_memberships_returns_to_the_person_before():
    tenant, root = make_tenant()
    with within(tenant.pk):
        first, second = make_member(root), make_member(root)
    forget()

    with as_user(first.user_id):
        with as_user(second.user_id):
            assert list(Member.objects.all()) == [second]
        assert list(Member.objects.all()) == [first]


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_nothing_stays_set_after_a_transaction_that_failed():
    tenant = Tenant.objects.create(name="One")
    with pytest.raises(ZeroDivisionError), within(tenant.pk):
        raise ZeroDivisionError

    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('app.tenant', true), '')")
        assert cursor.fetchone() == ("",)
