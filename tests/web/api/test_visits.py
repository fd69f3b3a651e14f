import pytest

from heedful.base.org.models import Role
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import NotYours
from heedful.base.tokens.rules import Scope
from heedful.listen.invitations.models import Visit
from tests.makers import make_member
from tests.web.api.conftest import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def till(house):
    return Program(house.token(Scope.VISITS))


def one(key, **changes):
    told = {"location_code": "Own N1", "visited_at": "2026-11-25 11:00", "visit_key": key}
    return {**told, "email": f"{key}@example.org", **changes}


def states(found):
    assert found.status_code == 200, found.content
    return [result["state"] for result in found.json()["results"]]


def test_visits_are_told_once_each(house, till):
    sent = {"visits": [one("a", agreed_to=["sms"]), one("b"), one("a")]}
    assert states(till.post("visits", sent)) == ["new", "new", "known"]
    assert states(till.post("visits", sent)) == ["known"] * 3
    with within(house.tenant.pk):
        assert sorted(Visit.objects.values_list("key", "source")) == [("a", "api"), ("b", "api")]


def test_one_that_cannot_be_read_holds_up_no_other(house, till):
    sent = {"visits": [one("a", location_code="Elsewhere"), one("b", email="x"), one("c\0")]}
    found = till.post("visits", sent)
    assert states(found) == ["refused", "refused", "new"]
    assert [told["field"] for told in found.json()["results"]] == ["location_code", "email", ""]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"visits": []},
        {"visits": [{}]},
        {"visits": [one("a", surprise=1)]},
        {"visits": [one("a", agreed_to=["pigeon"])]},
        {"visits": [one("a")] * 201},
    ],
)
def test_what_is_no_batch_of_visits_is_refused(till, sent):
    assert till.post("visits", sent).status_code == 422


def test_only_who_may_invite_lets_a_till_in(house):
    reader = Program(house.token(Scope.METRICS))
    assert reader.post("visits", {"visits": [one("a")]}).status_code == 403
    with within(house.tenant.pk):
        manager = make_member(house.north, Role.AREA_MANAGER)
    with pytest.raises(NotYours):
        house.token(Scope.VISITS, place=house.north, member=manager)


def test_a_till_tells_of_the_places_in_its_reach(house):
    till = Program(house.token(Scope.VISITS, place=house.north))
    sent = {"visits": [one("a"), one("b", location_code="Own S1")]}
    assert states(till.post("visits", sent)) == ["new", "refused"]
