import pytest


@pytest.mark.parametrize(
    ("role", "place", "address"),
    [
        ("executive", "root", "/locations/"),
        ("analyst", "root", "/locations/"),
        ("area_manager", "north", "/locations/"),
        ("location_manager", "pier", "/today/"),
        ("front_line", "pier", "/today/"),
        ("front_line", "north", "/today/"),
    ],
)
def test_everybody_lands_where_their_day_begins(chain, enter, role, place, address):
    client = enter(getattr(chain, place), role)
    assert client.get("/").headers["Location"] == address
    assert client.get("/", follow=True).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize(
    ("role", "place", "links"),
    [
        ("location_manager", "pier", ["Today", "Locations"]),
        ("front_line", "pier", ["Today"]),
        ("executive", "root", ["Locations"]),
    ],
)
def test_the_navigation_has_what_the_role_may_open(chain, enter, role, place, links):
    page = enter(getattr(chain, place), role).get("/profile/")
    shown = [str(link.label) for phase in page.context["navigation"] for link in phase.links]
    assert [label for label in shown if label in {"Today", "Locations"}] == links


def test_the_process_says_that_it_lives(client):
    assert client.get("/livez").content == b"ok"


def test_an_installation_without_its_helpers_is_not_ready(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["problems"][0] == "The dispatcher has not started yet."
