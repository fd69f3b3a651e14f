import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.drivers.models import Priority
from tests.makers import make_member, make_tenant
from tests.web.api.conftest import House, Program, build

pytestmark = pytest.mark.django_db


def test_priorities_are_those_that_were_stored(house, program):
    answer = program.get("priorities").json()
    with within(house.tenant.pk):
        stored = {row.location_id: row for row in Priority.objects.all()}
    assert [one["location"] for one in answer["priorities"]] == ["Own N1", "Own N2", "Own S1"]
    for one in answer["priorities"]:
        row = stored[house.places[one["location"][-2:]].pk]
        choices = ([one["first"]] if one["first"] else []) + one["also"]
        assert (one["n"], [choice["item"] for choice in choices]) == (
            row.n, [choice["item"] for choice in row.choices],
        )  # fmt: skip
        assert (one["first"] is None, one["says"] != "") == (row.reason != "", True)


def test_priorities_stay_in_reach_and_come_in_stretches(house):
    program = Program(house.token(place=house.north))
    first = program.get("priorities", {"limit": 1}).json()
    second = program.get("priorities", {"limit": 1, "after": first["next"]}).json()
    assert [one["location"] for page in (first, second) for one in page["priorities"]] == [
        "Own N1", "Own N2",
    ]  # fmt: skip
    assert second["next"] is None
    beyond = {"under": str(house.places["S1"].pk)}
    assert {path: program.get(path, beyond).status_code for path in ("priorities", "drivers")} == {
        "priorities": 404, "drivers": 404,
    }  # fmt: skip


def test_shares_come_with_their_intervals(program):
    answer = program.get("drivers").json()
    assert sorted(one["item"] for one in answer["drivers"]) == ["food", "waiting"]
    assert all(one["low"] <= one["share"] <= one["high"] for one in answer["drivers"])
    assert (answer["n"], answer["locations"]) == (240, 3)


def test_drivers_of_days_that_were_chosen(program):
    answer = program.get("drivers", {"from": "2026-10-05", "to": "2026-10-31"}).json()
    assert (answer["first_day"], answer["last_day"]) == ("2026-10-01", "2026-10-31")
    wrong = [{"from": "2026-10-05"}, {"from": "2026-10-05", "to": "2026-10-01"},
             {"from": "0001-01-01", "to": "9999-12-31"}]  # fmt: skip
    assert [program.get("drivers", one).status_code for one in wrong] == [422, 422, 422]
    for edge in ("0001-01-01", "9999-12-31"):
        assert program.get("drivers", {"from": edge, "to": edge}).json()["drivers"] == []


def test_cursors_of_others_and_other_lists_are_refused(house, program):
    names = program.get("locations", {"limit": 1}).json()["next"]
    days = program.get("query", {"by": "day", "limit": 1}).json()["next"]
    for path, cursor in (("comments", names), ("query", names), ("locations", days)):
        assert program.get(path, {"after": cursor}).status_code == 422
    assert program.get("locations", {"after": names[:-1]}).status_code == 422


def test_an_organisation_without_anything_gets_nothing_and_no_failure():
    tenant, root = make_tenant("Empty")
    with within(tenant.pk):
        empty = House(tenant, root, root, {}, make_member(root), None)
    program = Program(empty.token())
    found = {
        path: program.get(path)
        for path in ("priorities", "drivers", "comments", "questionnaires", "query")
    }
    assert {path: one.status_code for path, one in found.items()} == {
        "priorities": 200, "drivers": 200, "comments": 200, "questionnaires": 200, "query": 422,
    }  # fmt: skip
    assert found["priorities"].json()["priorities"] == []
    assert found["query"].json()["detail"] == "There is no such questionnaire here."


@pytest.mark.parametrize("place", ["N1", "root"])
def test_queries_for_one_place_and_for_three(house, place, django_assert_num_queries):
    program = Program(house.token(place=house.root if place == "root" else house.places[place]))
    program.get("measures")
    with django_assert_num_queries(25):
        program.get("priorities")


def test_two_organisations_never_meet(house, program):
    other = build("Else")
    key = str(other.places["N1"].pk)
    assert [
        program.get(path, {"under": key}).status_code
        for path in ("priorities", "drivers", "comments")
    ] == [404, 404, 404]
