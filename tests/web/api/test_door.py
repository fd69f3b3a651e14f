from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.rules import Limit, Scope
from heedful.web.api import door
from heedful.web.api.schema import operations
from tests.test_every_url import fingerprints
from tests.web.api.conftest import Program, build

pytestmark = pytest.mark.django_db
GETS = [one.path.removeprefix("/api/v1/") for one in operations() if one.method == "GET"]
PATHS = [path.replace("{name}", "mean") for path in GETS]


def statuses(program) -> dict[str, int]:
    return {path: program.get(path).status_code for path in PATHS}


def test_each_scope_opens_what_it_says(house):
    findings, words = {"priorities", "drivers"}, {"comments"}
    numbers = set(PATHS) - findings - words - {"method/mean"}
    opened = {
        scope: {
            path for path, found in statuses(Program(house.token(scope))).items() if found == 200
        }
        for scope in Scope
    }
    assert opened == {
        Scope.METRICS: numbers | {"method/mean"},
        Scope.PRIORITIES: findings | {"method/mean"},
        Scope.COMMENTS: words | {"method/mean"},
        Scope.VISITS: {"method/mean"},
        Scope.RESPONSES: {"method/mean"},
    }
    assert set(statuses(Program(house.token(Scope.METRICS))).values()) == {200, 403}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("", "no-token"), ("Bearer", "no-token"), ("Bearer  ", "no-token"),
        ("Basic b3duZXI6", "no-token"), ("Bearer heedful_x", "wrong-token"),
        ("Bearer heedful_\xe4", "wrong-token"), ("Bearer " + "x" * 5000, "wrong-token"),
    ],
)  # fmt: skip
def test_without_a_token_nothing_opens(house, header, kind):
    nobody = Program("")
    nobody.headers = {"Authorization": header} if header else {}
    found = [nobody.get(path) for path in [*PATHS, "nowhere"]]
    assert {one.status_code for one in found} == {401}
    assert {one.json()["type"] for one in found} == {f"/api/v1/#{kind}"}
    assert {one["WWW-Authenticate"] for one in found} == {'Bearer realm="Heedful"'}


def test_a_session_is_no_token(house):
    client = Client()
    client.force_login(house.owner.user)
    assert client.get("/api/v1/measures").status_code == 401


def test_a_session_of_another_organisation_does_not_matter(house):
    program = Program(house.token())
    program.client.force_login(build("Else").owner.user)
    names = {one["name"] for one in program.get("locations").json()["locations"]}
    assert names == {"Own", "Own North", "Own South", "Own N1", "Own N2", "Own S1"}


def test_what_does_not_exist_is_told_in_the_same_way(program):
    found = [program.get("nowhere"), program.get("method/nothing"), program.get("query/")]
    assert [(one.status_code, one.json()["type"]) for one in found] == [
        (404, "/api/v1/#nothing-here")
    ] * 3


def test_nothing_is_changed_here(program):
    found = program.post("measures", {})
    assert (found.status_code, found.json()["status"], found["Allow"]) == (405, 405, "GET")
    deleted = program.client.delete("/api/v1/query", headers=program.headers)
    assert deleted.status_code == 405


def test_a_question_has_an_end(program):
    found = program.post("query", {"measure": "x" * door.LONGEST_QUESTION})
    assert (found.status_code, found.json()["type"]) == (413, "/api/v1/#too-large")


def test_names_that_mean_nothing_are_refused_everywhere(program):
    assert {path: program.get(path, {"shoe": "1"}).status_code for path in PATHS} == dict.fromkeys(
        PATHS, 422
    )


def test_a_token_has_a_pace(house, monkeypatch):
    monkeypatch.setattr(door, "LIMIT", Limit(3, 60))
    # However long the requests take, they come at one moment.
    moment = timezone.now()
    monkeypatch.setattr(door, "timezone", SimpleNamespace(now=lambda: moment))
    program, other = Program(house.token()), Program(house.token())
    found = [program.get("measures") for _ in range(4)]
    assert [one.status_code for one in found] == [200, 200, 200, 429]
    assert [one["RateLimit"].split(";")[1] for one in found] == ["r=2", "r=1", "r=0", "r=0"]
    assert (found[3]["Retry-After"], found[3]["RateLimit-Policy"]) == ("20", '"token";q=3;w=60')
    assert other.get("measures").status_code == 200


def test_other_sites_get_no_leave_to_read(program):
    found = program.get("measures", Origin="https://elsewhere.example")
    assert [name for name in found.headers if name.startswith("Access-Control")] == []


def apart_from_pace() -> dict[str, tuple[int, int]]:
    return {name: found for name, found in fingerprints().items() if name != "base_pace"}


def test_asking_changes_nothing_but_when_and_how_fast_the_token_was_used(house):
    program = Program(house.token())
    program.get("measures")
    with within(house.tenant.pk):
        assert AccessToken.objects.get().last_used_at is not None
        before = apart_from_pace()
    for path in PATHS:
        program.get(path)
    program.post("query", {"by": ["week"]})
    with within(house.tenant.pk):
        assert apart_from_pace() == before


def test_a_revoked_token_is_refused_at_once(house):
    program = Program(house.token())
    assert program.get("measures").status_code == 200
    with within(house.tenant.pk):
        token = AccessToken.objects.get()
    client = Client()
    client.force_login(house.owner.user)
    client.post(reverse("tokens-end"), {"token": str(token.pk)})
    assert program.get("measures").json()["type"] == "/api/v1/#wrong-token"
