"""What people do that matters later is in the record, whichever way they do it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.audit.models import AuditEntry
from heedful.base.audit.rules import OPERATOR, person, program
from heedful.base.org.files.people import import_people
from heedful.base.org.models import Member, Node
from heedful.base.org.people import add_person, change_person, new_link, remove_person
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import make_token, revoke_token
from heedful.base.tokens.rules import Scope
from tests.makers import make_member, make_node, make_tenant

NOW = datetime(2026, 11, 25, 19, 40, tzinfo=UTC)


@pytest.fixture
def owner(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_node(root, "H1")
        yield make_member(root)


def written() -> list[tuple[str, str, str, dict[str, object]]]:
    entries = AuditEntry.objects.order_by("id")
    return list(entries.values_list("actor", "action", "about", "details"))


def test_people_who_come_change_and_go(owner):
    root = Node.objects.get(code=owner.scope.code)
    who = {"email": "ben@example.org", "name": "Ben", "role": "analyst", "scope": root}
    ben, _link = add_person(by=owner, now=NOW, **who)
    change_person(by=owner, member=ben, role="analyst", scope=root, now=NOW)
    change_person(by=owner, member=ben, role="executive", scope=root, now=NOW)
    new_link(by=owner, member=ben, now=NOW)
    about, place = person(ben.user_id), str(root.pk)
    remove_person(by=owner, member=ben, now=NOW)

    by = person(owner.user_id)
    assert written() == [
        (by, "person_added", about, {"role": "analyst", "place": place}),
        (by, "person_changed", about, {"role": "executive", "place": place}),
        (by, "link_made", about, {"role": "executive", "place": place}),
        (by, "person_removed", about, {"role": "executive", "place": place}),
    ]


def test_people_of_a_list_one_by_one(owner):
    tenant = owner.tenant
    import_people(tenant=tenant, data=b"email,role,scope\nben@x.org,analyst,\n", by=None, now=NOW)
    import_people(tenant=tenant, data=b"email,role,scope\nben@x.org,analyst,\n", by=None, now=NOW)
    later = b"email,role,scope\nben@x.org,location_manager,H1\n"
    import_people(tenant=tenant, data=later, by=owner, now=NOW)

    ben = person(Member.objects.get(user__email="ben@x.org").user_id)
    top, place = str(owner.scope_id), str(Node.objects.get(code="H1").pk)
    assert written() == [
        (OPERATOR, "person_added", ben, {"role": "analyst", "place": top, "by_file": True}),
        (
            person(owner.user_id),
            "person_changed",
            ben,
            {"role": "location_manager", "place": place, "by_file": True},
        ),
    ]


def test_programs_let_in_and_ended_once(owner):
    token, _secret = make_token(
        member=owner,
        name="Sheet",
        scopes=[Scope.METRICS],
        place=owner.scope,
        days=30,
        by=None,
        now=NOW,
    )
    revoke_token(token=token, by=owner, now=NOW)
    revoke_token(token=token, by=owner, now=NOW)

    place, mine = str(owner.scope_id), str(owner.user_id)
    told = {"scopes": "metrics", "place": place, "days": 30, "for": mine}
    assert written() == [
        (OPERATOR, "token_made", program(token.pk), told),
        (person(owner.user_id), "token_ended", program(token.pk), {}),
    ]


def test_signing_in_by_link_and_by_password_and_failing_to(owner):
    user, client = owner.user, Client()
    user.set_password("correct horse battery")
    user.save()
    client.post(make_sign_in_link(user=user, now=timezone.now()))
    client.post("/sign-out/")
    client.post("/sign-in/", {"login": user.email, "password": "wrong"})
    client.post("/sign-in/", {"login": "nobody@example.org", "password": "wrong"})
    client.post("/sign-in/", {"login": user.email, "password": "correct horse battery"})

    me = person(user.pk)
    assert written() == [
        (me, "signed_in", me, {"way": "link"}),
        (me, "sign_in_failed", me, {"way": "password"}),
        (me, "signed_in", me, {"way": "password"}),
    ]
