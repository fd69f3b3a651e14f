"""Pages about the organisation, as a signed-in owner uses them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.base.accounts.models import SignInLink
from heedful.base.org.models import Brand, Member, Node
from heedful.base.org.queries import path_to
from heedful.base.tenancy.domain import within
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """An organisation with two regions, a location in each, and a signed-in owner of the whole."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        south = make_node(root, "South", location=False)
        mill = make_node(north, "Mill Road")
        pier = make_node(south, "Pier")
        owner = make_member(root)
        yield {"root": root, "north": north, "south": south, "mill": mill, "pier": pier,
               "owner": owner, "tenant": tenant}  # fmt: skip


@pytest.fixture
def client(house):
    client = Client()
    client.force_login(house["owner"].user)
    return client


@pytest.fixture
def south_client(house):
    """Somebody who owns the south only."""
    client = Client()
    client.force_login(make_member(house["south"]).user)
    return client


def upload(text: str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def rows(response):
    return [(node.name, count) for node, count in response.context["rows"]]


def test_the_tree_shows_what_hangs_below_with_counts(client, house):
    assert rows(client.get(reverse("org-tree"))) == [("North", 1), ("South", 1)]
    response = client.get(reverse("org-tree"), {"node": house["north"].pk})
    assert rows(response) == [("Mill Road", 1)]


def test_search_finds_anywhere_in_the_own_part(client, south_client):
    assert rows(client.get(reverse("org-tree"), {"q": "i"})) == [("Mill Road", 1), ("Pier", 1)]
    assert rows(south_client.get(reverse("org-tree"), {"q": "i"})) == [("Pier", 1)]


@pytest.mark.parametrize("page", ["org-tree", "org-people"])
def test_a_search_that_no_database_can_take_is_read_without_it(client, page):
    answer = client.get(reverse(page), {"q": "\0i"})
    assert (answer.status_code, answer.context["search"]) == (200, "i")


def test_a_location_is_added_edited_closed(client, house):
    url = reverse("org-add", args=[house["north"].pk, "location"])
    values = {
        "name": "Quay", "code": "Q1", "time_zone": "Europe/Berlin", "target": "45.5",
        "opening_hours": "Mo-Su 11:00-01:00", "attributes": "format = city\nSeats=40",
    }  # fmt: skip

    response = client.post(url, values)

    quay = Node.objects.get(code="Q1")
    assert response["Location"] == reverse("org-node", args=[quay.pk])
    assert [step.name for step in path_to(node=quay, on=date(1990, 1, 1))][1:] == ["North", "Quay"]
    assert (quay.opening_hours[0], quay.target) == ([["11:00", "25:00"]], 45.5)
    assert quay.attributes == {"format": "city", "seats": "40"}

    edited = values | {"name": "Old Quay", "code": "Q2", "attributes": ""}
    assert client.post(reverse("org-node", args=[quay.pk]), edited).status_code == 302
    client.post(reverse("org-close", args=[quay.pk]))
    quay.refresh_from_db()
    assert (quay.name, quay.code, quay.attributes) == ("Old Quay", "Q2", {})
    assert quay.closed_on == timezone.localdate()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"code": "Pier"}, "code", "Another location or group has this code."),
        ({"opening_hours": "noon"}, "opening_hours",
         "“noon” is not like “Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00”."),
        ({"attributes": "format"}, "attributes", "“format” is not like “format = city”."),
        ({"opened_on": "2026-02-01", "closed_on": "2026-01-01"}, "closed_on",
         "It closes before it opens."),
        ({"time_zone": "Mars/Olympus"}, "time_zone",
         "Select a valid choice. Mars/Olympus is not one of the available choices."),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_and_changes_nothing(client, house, change, field, sentence):
    before = Node.objects.filter(pk=house["mill"].pk).values().get()

    values = {"name": "New", "code": "New", "time_zone": "UTC"} | change
    response = client.post(reverse("org-node", args=[house["mill"].pk]), values)

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert Node.objects.filter(pk=house["mill"].pk).values().get() == before


def test_a_move_holds_from_a_day_on_and_the_history_is_shown(client, house):
    url = reverse("org-move", args=[house["mill"].pk])

    client.post(url, {"parent": "South", "since": "2026-11-01"})

    names = [
        [step.name for step in path_to(node=house["mill"], on=day)][1]
        for day in (date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert names == ["North", "South"]
    placements = client.get(reverse("org-node", args=[house["mill"].pk])).context["placements"]
    assert [(p.parent.name, p.valid_from) for p in placements] == [
        ("South", date(2026, 11, 1)),
        ("North", date.min),
    ]


@pytest.mark.parametrize(
    ("what", "to", "sentence"),
    [
        ("north", "North", "This lies below the place that you want to move."),
        ("north", "Pier", "This is a location; choose a group."),
        ("north", "Nowhere", "No place has this code, or none or several have this name."),
    ],
)
def test_a_move_that_cannot_be_is_told(client, house, what, to, sentence):
    url = reverse("org-move", args=[house[what].pk])

    response = client.post(url, {"parent": to, "since": "2026-11-01"})

    assert response.context["form"].errors == {"parent": [sentence]}


def test_nobody_moves_their_own_part_or_into_another(south_client, house):
    own = reverse("org-move", args=[house["south"].pk])
    assert south_client.get(own).status_code == 403
    other = reverse("org-move", args=[house["mill"].pk])
    assert south_client.get(other).status_code == 404
    pier = reverse("org-move", args=[house["pier"].pk])
    refused = south_client.post(pier, {"parent": "North", "since": "2026-11-01"})
    assert refused.status_code == 422


def test_brands_are_added_and_renamed_once_each(client):
    client.post(reverse("org-brands"), {"name": "Harbour"})
    brand = Brand.objects.get()
    client.post(reverse("org-brand", args=[brand.pk]), {"name": "Harbour Table"})
    again = client.post(reverse("org-brands"), {"name": "Harbour Table"})

    assert again.context["form"].errors == {"name": ["There is a brand of this name."]}
    assert list(Brand.objects.values_list("name", flat=True)) == ["Harbour Table"]


PERSON = {"name": "Ana", "email": "Ana@Example.org", "role": "area_manager", "scope": "North"}


def test_a_person_comes_in_by_a_link_that_is_shown_once(client, house):
    response = client.post(reverse("org-person-add"), PERSON)

    ana = Member.objects.get(user__email="ana@example.org")
    assert (ana.role, ana.scope, ana.user.name) == ("area_manager", house["north"], "Ana")
    stranger = Client()
    path = response.context["link"].removeprefix("http://testserver")
    assert stranger.get(path).status_code == 200
    assert SignInLink.objects.get(user=ana.user).used_at is None
    assert stranger.post(path).status_code == 302
    assert stranger.post(path).status_code == 410
    assert "no-store" in response["Cache-Control"]


def test_the_same_person_comes_in_only_once(client):
    client.post(reverse("org-person-add"), PERSON)

    again = client.post(reverse("org-person-add"), PERSON)

    assert again.context["form"].errors == {
        "email": ["Somebody here already signs in with this address."]
    }


def test_an_account_of_another_organisation_is_never_taken_over(client, house):
    other, root = make_tenant("Else")
    with within(other.pk):
        victim = make_member(root)

    response = client.post(reverse("org-person-add"), PERSON | {"email": victim.user.email})

    assert response.context["form"].errors == {
        "email": ["This account belongs to another organisation."]
    }
    assert not SignInLink.objects.filter(user=victim.user).exists()


def test_rights_are_given_only_within_the_own_part(south_client, house):
    response = south_client.post(reverse("org-person-add"), PERSON)
    assert response.context["form"].errors == {
        "scope": ["No place has this code, or none or several have this name."]
    }
    owner = house["owner"]
    for name in ("org-person", "org-person-link", "org-person-remove"):
        assert south_client.post(reverse(name, args=[owner.pk])).status_code == 404


def test_a_change_of_role_ends_the_sessions(client, house):
    person = make_member(house["north"], "area_manager")
    theirs = Client()
    theirs.force_login(person.user)
    assert theirs.get(reverse("profile")).status_code == 200

    client.post(reverse("org-person", args=[person.pk]), {"role": "front_line", "scope": "Pier"})

    person.refresh_from_db()
    assert (person.role, person.scope) == ("front_line", house["pier"])
    assert theirs.get(reverse("profile"))["Location"].startswith(reverse("account_login"))


def test_a_person_who_goes_is_out_at_once(client, house):
    person = make_member(house["north"], "area_manager")
    theirs = Client()
    theirs.force_login(person.user)
    theirs.get(reverse("profile"))

    client.post(reverse("org-person-remove", args=[person.pk]))

    assert theirs.get(reverse("profile")).status_code == 302
    assert not Member.objects.filter(pk=person.pk).exists()


def test_the_last_owner_stays(client, house):
    owner = house["owner"]
    client.post(reverse("org-person-remove", args=[owner.pk]))
    changed = client.post(
        reverse("org-person", args=[owner.pk]), {"role": "analyst", "scope": "all"}
    )
    lower = client.post(reverse("org-person", args=[owner.pk]), {"role": "owner", "scope": "North"})

    owner.refresh_from_db()
    assert (owner.role, owner.scope) == ("owner", house["root"])
    sentence = "Somebody must remain who owns the whole organisation."
    assert changed.context["form"].errors == {"role": [sentence]}
    assert lower.context["form"].errors == {"role": [sentence]}


def test_a_list_of_locations_is_looked_at_before_it_is_taken_in(client):
    text = "code,name,land\nX1,Ex,West\nX2,Why,West\n"

    brought = client.post(reverse("org-locations-file"), {"file": upload(text), "levels": "Land"})
    looked = client.get(brought["Location"])

    plan = looked.context["plan"]
    assert (plan.groups, [change.code for change in plan.added]) == ([("West",)], ["X1", "X2"])
    assert Node.objects.filter(code="X1").count() == 0

    taken = client.post(brought["Location"])
    assert taken["Location"] == reverse("org-tree")
    path = path_to(node=Node.objects.get(code="X1"), on=timezone.localdate())
    assert [step.name for step in path] == ["Harbour Table", "West", "Ex"]
    assert client.get(brought["Location"]).status_code == 404


def test_a_list_with_faults_is_not_taken_in(client):
    brought = client.post(reverse("org-locations-file"), {"file": upload("code,name\n,x\n")})

    response = client.post(brought["Location"])

    assert response.status_code == 422
    assert [fault.line for fault in response.context["plan"].faults] == [2]


def test_a_file_that_is_no_list_is_refused(client):
    response = client.post(reverse("org-people-file"), {"file": upload("name\nx\n")})

    assert response.context["form"].errors == {"file": ["The file has no column “email”, “role”."]}


def test_a_list_of_people_is_looked_at_before_it_is_taken_in(client):
    text = "name,email,role,scope\nAna,ana@example.org,analyst,\n"
    brought = client.post(reverse("org-people-file"), {"file": upload(text)})

    assert len(client.get(brought["Location"]).context["plan"].added) == 1
    client.post(brought["Location"])

    assert Member.objects.get(user__email="ana@example.org").role == "analyst"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_the_same_number_of_times(
    client, house, count, django_assert_num_queries
):
    for _ in range(count):
        make_node(house["north"])
        make_member(house["north"], "analyst")
    client.get(reverse("org-tree"))
    with django_assert_num_queries(17):
        client.get(reverse("org-tree"), {"node": house["north"].pk})
    with django_assert_num_queries(14):
        client.get(reverse("org-people"))
