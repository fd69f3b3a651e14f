import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.measures import MEASURES
from tests.makers import make_node
from tests.web.api.conftest import Program

pytestmark = pytest.mark.django_db


def test_measures_and_dimensions_are_those_of_the_registry(program):
    found = program.get("measures").json()["measures"]
    assert [one["name"] for one in found] == list(MEASURES)
    cuts = {one["name"]: one for one in program.get("dimensions").json()["dimensions"]}
    assert [name for name, one in cuts.items() if one["filters"]] == [
        "weekday", "daypart", "channel", "language", "version",
    ]  # fmt: skip
    assert cuts["weekday"]["values"] == list("0123456")


def test_every_measure_has_a_card(program):
    for name in [*MEASURES, "drivers", "priorities"]:
        card = program.get(f"method/{name}").json()
        assert (card["name"], sorted(key for key, value in card.items() if value == "")) == (
            name, [],
        )  # fmt: skip


def test_questionnaires_come_with_their_items(house, program):
    (one,) = program.get("questionnaires").json()["questionnaires"]
    assert (one["id"], one["main"], one["newest_day"]) == (
        str(house.questionnaire.pk), True, "2026-11-13",
    )  # fmt: skip
    assert [(item["code"], item["role"], item["primary"]) for item in one["items"]] == [
        ("recommend", "outcome", True), ("waiting", "driver", False), ("food", "driver", False),
    ]  # fmt: skip


def test_locations_are_the_tree_in_reach(house):
    found = Program(house.token(place=house.north)).get("locations").json()["locations"]
    north = str(house.north.pk)
    assert [(one["name"], one["kind"], one["parent"]) for one in found] == [
        ("Own N1", "location", north), ("Own N2", "location", north), ("Own North", "group", None),
    ]  # fmt: skip


def test_locations_come_in_stretches(house, program):
    with within(house.tenant.pk):
        for _ in range(3):
            node = make_node(house.north)
            node.name = "Twin"
            node.save()
    seen, after = [], None
    while True:
        page = {"limit": 2} | ({"after": after} if after else {})
        answer = program.get("locations", page).json()
        seen += [one["id"] for one in answer["locations"]]
        if (after := answer["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("place", ["N1", "root"])
def test_queries_for_one_place_and_for_many(house, place, django_assert_num_queries):
    program = Program(house.token(place=house.root if place == "root" else house.places[place]))
    program.get("measures")
    with django_assert_num_queries(22):
        program.get("locations")
