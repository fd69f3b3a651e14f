import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from heedful.base.org.domain import place as hang
from heedful.base.org.domain import rebuild_ancestry
from heedful.base.org.models import Role
from heedful.base.org.people import change_person, remove_person
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import (
    NotYours,
    TooManyTokens,
    make_token,
    note_use,
    revoke_token,
)
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.queries import caller_of, tokens_visible_to
from heedful.base.tokens.rules import MOST_TOKENS, Scope
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def house():
    tenant, root = make_tenant()
    with within(tenant.pk):
        part = make_node(root, "North", location=False)
        return {
            "tenant": tenant,
            "root": root,
            "part": part,
            "place": make_node(part, "N1"),
            "owner": make_member(root),
        }


def make(member, place, *, scopes=(Scope.METRICS,), days=30, now=NOW, name="Sheet"):
    with within(member.tenant_id):
        return make_token(
            member=member, name=name, scopes=scopes, place=place, days=days, by=member, now=now
        )


def outside_of_any_fence() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.tenant', '', true)")


def test_a_secret_leads_to_its_person_and_place(house):
    token, secret = make(house["owner"], house["part"])
    outside_of_any_fence()
    caller = caller_of(secret=secret, now=NOW)
    assert caller.token.pk == token.pk
    assert caller.member.pk == house["owner"].pk
    assert caller.member.scope_id == house["part"].pk
    assert [one for one in Scope if caller.may(one)] == [Scope.METRICS]


def test_only_a_hash_of_the_secret_is_kept(house):
    token, secret = make(house["owner"], house["part"])
    assert len(secret) == len("heedful_") + 43  # 256 bits
    with within(house["tenant"].pk), connection.cursor() as cursor:
        cursor.execute("select t::text from base_access_token t where id = %s", [token.pk])
        (row,) = cursor.fetchone()
    assert (secret in row, secret.removeprefix("heedful_") in row) == (False, False)


def test_it_opens_from_the_first_to_the_last_moment(house):
    _, secret = make(house["owner"], house["part"], days=7)
    outside_of_any_fence()
    last = NOW + timedelta(days=7)
    assert caller_of(secret=secret, now=last - timedelta(seconds=1)) is not None
    assert caller_of(secret=secret, now=last) is None


def test_a_revoked_token_opens_nothing(house):
    token, secret = make(house["owner"], house["part"])
    with within(house["tenant"].pk):
        revoke_token(token=token, by=house["owner"], now=NOW)
        revoke_token(token=token, by=None, now=NOW + timedelta(days=1))
        token.refresh_from_db()
    assert token.revoked_at == NOW
    outside_of_any_fence()
    assert caller_of(secret=secret, now=NOW) is None


def test_it_ends_with_a_change_of_role(house):
    with within(house["tenant"].pk):
        analyst = make_member(house["root"], Role.ANALYST)
        _, secret = make(analyst, house["root"])
        change_person(
            by=house["owner"], member=analyst, role=Role.EXECUTIVE, scope=house["root"], now=NOW
        )
    outside_of_any_fence()
    assert caller_of(secret=secret, now=NOW) is None


def test_it_ends_when_the_person_goes(house):
    with within(house["tenant"].pk):
        analyst = make_member(house["root"], Role.ANALYST)
        _, secret = make(analyst, house["root"])
        remove_person(by=house["owner"], member=analyst, now=NOW)
        assert AccessToken.objects.count() == 0
    outside_of_any_fence()
    assert caller_of(secret=secret, now=NOW) is None


def test_it_ends_when_the_account_is_closed(house):
    _, secret = make(house["owner"], house["part"])
    house["owner"].user.is_active = False
    house["owner"].user.save()
    outside_of_any_fence()
    assert caller_of(secret=secret, now=NOW) is None


def test_it_ends_when_its_place_leaves_the_persons_part(house):
    with within(house["tenant"].pk):
        manager = make_member(house["part"], Role.AREA_MANAGER)
        _, secret = make(manager, house["place"])
        south = make_node(house["root"], "South", location=False)
        hang(node=house["place"], parent=south, since=NOW.date() - timedelta(days=30))
        rebuild_ancestry(tenant_id=house["tenant"].pk)
    outside_of_any_fence()
    assert caller_of(secret=secret, now=NOW) is None


def test_nobody_lets_a_program_further_than_themselves(house):
    with within(house["tenant"].pk):
        manager = make_member(house["part"], Role.AREA_MANAGER)
        server = make_member(house["part"], Role.FRONT_LINE)
        with pytest.raises(NotYours):
            make(manager, house["root"])
        with pytest.raises(NotYours):
            make(server, house["part"])
        assert AccessToken.objects.count() == 0


def test_a_person_has_only_so_many(house):
    with within(house["tenant"].pk):
        for _ in range(MOST_TOKENS):
            make(house["owner"], house["part"])
        with pytest.raises(TooManyTokens):
            make(house["owner"], house["part"])


@pytest.mark.parametrize("secret", ["", "heedful_", "heedful_ä", "heedful_\0", "x" * 10_000])
def test_what_is_no_secret_opens_nothing(house, secret):
    assert caller_of(secret=secret, now=NOW) is None


def test_without_its_secret_or_organisation_no_token_is_seen(house):
    make(house["owner"], house["part"])
    outside_of_any_fence()
    assert AccessToken.objects.count() == 0
    with pytest.raises(ProgrammingError), within(uuid.uuid4()):
        AccessToken.objects.create(
            tenant_id=house["tenant"].pk, member_id=house["owner"].pk, name="x",
            token_hash=b"x", scopes=["metrics"], place_id=house["part"].pk, stamp=uuid.uuid4(),
            created_at=NOW, expires_at=NOW + timedelta(days=1),
        )  # fmt: skip


def test_use_is_told_to_ten_minutes(house):
    token, _ = make(house["owner"], house["part"])
    seen = []
    with within(house["tenant"].pk):
        for minutes in (0, 9, 10):
            note_use(token=token, now=NOW + timedelta(minutes=minutes))
            token.refresh_from_db()
            seen.append(token.last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(minutes=10)]


def test_who_sees_whose(house):
    with within(house["tenant"].pk):
        analyst = make_member(house["root"], Role.ANALYST)
        area_owner = make_member(house["part"], Role.OWNER)
        make(house["owner"], house["root"], name="all")
        make(analyst, house["root"], name="study")
        make(area_owner, house["part"], name="north")
        seen = {
            name: sorted(one.name for one in tokens_visible_to(member=member))
            for name, member in (
                ("owner", house["owner"]), ("analyst", analyst), ("area", area_owner)
            )
        }  # fmt: skip
    assert seen == {"owner": ["all", "north", "study"], "analyst": ["study"], "area": ["north"]}


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def test_a_token_is_made_and_shown_once(house):
    client = signed_in(house["owner"])
    response = client.post(
        reverse("tokens"),
        {"name": "Sheet", "scopes": ["metrics", "comments"], "place": "North", "days": "30"},
    )
    secret = response.context["secret"]
    assert response.status_code == 200
    assert response.content.decode().count(secret) == 1
    assert response.headers["Cache-Control"].split(", ")[-2:] == ["must-revalidate", "private"]
    listed = client.get(reverse("tokens"))
    assert (secret in listed.content.decode(), listed.content.decode().count("Sheet")) == (False, 2)
    caller = caller_of(secret=secret, now=datetime.now(UTC))
    assert (caller.token.scopes, caller.member.scope_id) == (
        ["comments", "metrics"], house["part"].pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"place": "nowhere"},
        {"days": "4000"}, {"days": "x"},
    ],
)  # fmt: skip
def test_what_is_not_right_makes_nothing(house, wrong):
    right = {"name": "Sheet", "scopes": ["metrics"], "place": "North", "days": "30"}
    response = signed_in(house["owner"]).post(reverse("tokens"), right | wrong)
    assert response.status_code == 422
    with within(house["tenant"].pk):
        assert AccessToken.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    house, rows, django_assert_num_queries
):
    for _ in range(rows):
        make(house["owner"], house["part"])
    client = signed_in(house["owner"])
    with django_assert_num_queries(16):
        response = client.get(reverse("tokens"))
    assert len(response.context["rows"]) == rows


def test_a_token_is_ended_on_its_page(house):
    token, _ = make(house["owner"], house["part"])
    client = signed_in(house["owner"])
    found = [
        client.post(reverse("tokens-end"), {"token": key}).status_code
        for key in (str(token.pk), str(token.pk), str(uuid.uuid4()), "x", "")
    ]
    assert found == [302, 302, 404, 404, 422]
    with within(house["tenant"].pk):
        assert AccessToken.objects.get().revoked_at is not None


def test_nobody_ends_what_is_not_theirs(house):
    token, _ = make(house["owner"], house["part"])
    with within(house["tenant"].pk):
        analyst = make_member(house["root"], Role.ANALYST)
    other, root = make_tenant("Else")
    with within(other.pk):
        stranger = make_member(root)
    for member in (analyst, stranger):
        found = signed_in(member).post(reverse("tokens-end"), {"token": str(token.pk)})
        assert found.status_code == 404
    with within(house["tenant"].pk):
        assert AccessToken.objects.get().revoked_at is None
