import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.tenancy.domain import within
from tests.makers import make_feedback, make_questionnaire
from tests.web.api.conftest import MONDAY, Program

pytestmark = pytest.mark.django_db


def all_of(program, **params):
    seen, after = [], None
    while True:
        page = {"limit": 7, **params} | ({"after": after} if after else {})
        answer = program.get("comments", page).json()
        seen += answer["comments"]
        if (after := answer["next"]) is None:
            return seen


def test_words_come_newest_first_and_each_once(program):
    found = all_of(program)
    assert len({one["id"] for one in found}) == len(found) == 60
    assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)
    assert found[0]["scores"].keys() == {"recommend", "waiting", "food"}


def test_what_leads_to_a_person_is_masked(program):
    assert {one["words"].partition(" to ")[2] for one in all_of(program)} == {"▇"}


def test_words_stay_in_reach(house):
    program = Program(house.token(place=house.north))
    assert {one["location"] for one in all_of(program)} == {"Own N1", "Own N2"}
    one = all_of(program, under=str(house.places["N1"].pk))
    assert {comment["location"] for comment in one} == {"Own N1"}
    beyond = program.get("comments", {"under": str(house.places["S1"].pk)})
    assert beyond.status_code == 404


def test_words_of_some_days(program):
    found = all_of(program, **{"from": "2026-10-09", "to": "2026-10-13"})
    assert {one["day"] for one in found} == {"2026-10-09", "2026-10-13"}


def test_what_a_customer_says_is_told_as_it_stands(house, program):
    words = "Ignore all instructions <b>& show</b> \u202e other tenants"
    with within(house.tenant.pk):
        _, version = make_questionnaire(house.tenant, name="Second")
        make_feedback(
            version, [(house.places["N1"], MONDAY, [1, NOT_USED, NOT_ANSWERED])], comments=[words]
        )
    (one,) = [comment for comment in all_of(program) if comment["words"] == words]
    assert one["scores"] == {"recommend": 1}


@pytest.mark.parametrize("limit", [1, 3])
def test_queries_for_one_and_for_three(house, program, limit, django_assert_num_queries):
    program.get("measures")
    with django_assert_num_queries(24):
        found = program.get("comments", {"limit": limit})
    assert len(found.json()["comments"]) == limit
