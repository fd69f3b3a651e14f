import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.base.tenancy.domain import within
from heedful.base.tokens.rules import Limit
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.queries import ask
from heedful.understand.asking.records import records_of
from heedful.understand.asking.rules import Question
from heedful.understand.lake.expressions import PLACES, ROWS
from heedful.understand.metrics.rules import Window
from heedful.web.api import door, shapes
from tests.asleep import TOLD, fall_asleep
from tests.web.api.conftest import MONDAY, Program, build

pytestmark = pytest.mark.django_db
DAYS = {"from": "2026-10-05", "to": "2026-11-13"}


def asked_within(house, params):
    """The same question by the door that pages use."""
    with within(house.tenant.pk):
        question = Question.of_params(params, window=Window(MONDAY, MONDAY))
        answer = ask(member=house.owner, question=question)
        return list(records_of(answer))


@pytest.mark.parametrize(
    "params",
    [
        {"measure": ["mean"], "by": ["location"], "compare": ["before"]},
        {"measure": ["recommend"], "by": ["group"]},
        {"measure": ["top_box"], "item": ["waiting"], "by": ["week"]},
        {"measure": ["mean"], "item": ["food"], "weekday": ["0", "6"]},
    ],
)
def test_a_program_gets_what_the_pages_get(house, program, params):
    given = params | {name: [value] for name, value in DAYS.items()}
    by_address = program.get("query", given).json()
    one = {
        name: values if name in {"by", "weekday"} else values[0] for name, values in given.items()
    }
    by_object = program.post("query", one).json()
    assert by_address["records"] == asked_within(house, given)
    assert by_object == by_address


def test_an_answer_says_where_it_is_from_and_what_it_cannot_tell(program):
    answer = program.get("query", {"by": "location", **DAYS}).json()
    assert sorted(answer) == [
        "fresh", "item", "method", "next", "path", "question", "questionnaire", "records",
        "total", "version",
    ]  # fmt: skip
    assert answer["question"] == {
        "measure": ["mean"], "by": ["location"], "from": ["2026-10-05"], "to": ["2026-11-13"],
    }  # fmt: skip
    assert (answer["path"], answer["total"], answer["item"]["code"]) == (
        "daily cells", 3, "recommend",
    )  # fmt: skip
    assert answer["method"]["card"] == "/api/v1/method/mean"
    assert sorted(answer["records"][0]) == [
        "answers", "enough", "high", "location", "location_id", "low", "n", "standing", "value",
    ]  # fmt: skip


def test_the_newest_days_are_meant_where_none_are_named(program):
    question = program.get("query").json()["question"]
    assert (question["from"], question["to"]) == (["2026-08-16"], ["2026-11-13"])


def test_long_answers_come_in_stretches(program):
    seen, after, sizes = [], None, []
    while True:
        page = {"by": "day", "limit": 17, **DAYS} | ({"after": after} if after else {})
        answer = program.get("query", page).json()
        seen += [record["day"] for record in answer["records"]]
        sizes.append(len(answer["records"]))
        if (after := answer["next"]) is None:
            break
    assert sizes == [17, 17, 6]
    assert seen == sorted(set(seen))
    assert answer["total"] == 40


def test_too_thin_evidence_is_no_number(program):
    answer = program.get("query", {"by": "location", "from": "2026-10-05", "to": "2026-10-06"})
    assert {(one["value"], one["enough"]) for one in answer.json()["records"]} == {(None, False)}


def test_an_answer_that_is_known_is_not_sent_again(program):
    first = program.get("query", {"by": "location", **DAYS})
    again = program.get("query", {"by": "location", **DAYS}, **{"If-None-Match": first["ETag"]})
    other = program.get("query", {"by": "group", **DAYS}, **{"If-None-Match": first["ETag"]})
    assert [one.status_code for one in (first, again, other)] == [200, 304, 200]
    assert (again.content, first["Cache-Control"]) == (b"", "private, no-cache")


def test_a_token_of_a_part_sees_that_part(house):
    program = Program(house.token(place=house.north))
    names = [one["location"] for one in program.get("query", {"by": "location"}).json()["records"]]
    assert names == ["Own N1", "Own N2"]
    beyond = program.get("query", {"under": str(house.places["S1"].pk)})
    assert (beyond.status_code, beyond.json()["detail"]) == (
        422, "There is no such place here on the last of these days.",
    )  # fmt: skip


def test_what_cannot_be_counted_says_why(house, program):
    params = {"measure": ["customers_sketched"]} | {name: [day] for name, day in DAYS.items()}
    with pytest.raises(NoPath) as why:
        asked_within(house, params)
    found = program.get("query", params)
    assert (found.status_code, found.json()["type"], found.json()["detail"]) == (
        422, "/api/v1/#cannot-be-counted", f"{why.value}.",
    )  # fmt: skip


def test_what_takes_too_long_has_an_error_of_its_own(program, monkeypatch, settings):
    fall_asleep(monkeypatch, settings)
    found = program.get("query", {"measure": "mean", "by": "week"} | DAYS)
    assert (found.status_code, found.json()["type"], found.json()["detail"]) == (
        422, "/api/v1/#took-too-long", TOLD,
    )  # fmt: skip


ODD = [
    "web' or '1'='1", "web'; drop table base_node; --", f'"{ROWS[:-17]}"', f'"{PLACES[:-17]}"',
    "%s", "%(tenant)s", "%", "@first@", "{}", "\\", "$1", "?", ":day", "e'\\047'", "ü\u202e🎉",
]  # fmt: skip


def test_values_that_nothing_has_are_found_nowhere(program):
    found = {}
    for name in ("channel", "language", "daypart", "version"):
        for value in ODD:
            answer = program.get("query", {name: value, "by": "week"})
            found[name, value] = (answer.status_code, answer.json().get("records"))
    assert {key: one for key, one in found.items() if one != (200, [])} == {}


HOSTILE = [
    {"measure": "nothing"},
    {"measure": ["mean", "recommend"]},
    {"measure": 7},
    {"measure": None},
    {"measure": "mean\0"},
    {"measure": "\ud800"},
    {"measure": "x" * 10_000},
    {"item": "'; drop table base_node; --"},
    {"item": {"a": 1}},
    {"by": ["location"] * 500},
    {"by": ["location", "group"]},
    {"by": ["shoe size"]},
    {"by": "location"},
    {"by": [None]},
    {"weekday": ["x"]},
    {"weekday": ["7"]},
    {"weekday": [str(n) for n in range(500)]},
    {"channel": ["a\0b"]},
    {"language": [{"$ne": ""}]},
    {"under": "x"},
    {"under": "x' or 1=1"},
    {"questionnaire": str(uuid.uuid4())},
    {"from": "2026-02-30"},
    {"from": "0001-01-01", "to": "0001-01-01", "compare": "before"},
    {"from": "9999-12-31", "to": "9999-12-31", "by": ["location"]},
    {"from": "2026-11-13", "to": "2026-10-05"},
    {"to": "0001-01-01"},
    {"to": "9999-12-31"},
    {"from": "9999-12-31"},
    {"compare": "never"},
    {"compare": "before", "by": ["week"]},
    {"limit": 0},
    {"limit": 10**30},
    {"limit": "many"},
    {"after": "x"},
    {"after": "a" * 5000},
    {"shoe": "size"},
    {"location": "x"},
    [],
    "mean",
    None,
    b"",
    b"\xff\xfe",
    b"{",
    b"[" * 20_000,
    b'{"limit": ' + b"9" * 5000 + b"}",
    b'{"limit": NaN}',
]


def said(found) -> tuple:
    """What a problem is made of, as far as all of them are alike."""
    told, kind = found.json(), found["Content-Type"]
    return found.status_code, kind, sorted(told), told.get("status"), told.get("detail", "")[-1:]


PROBLEM = (
    422, "application/problem+json", ["detail", "do", "status", "title", "type"], 422, ".",
)  # fmt: skip


def test_what_is_no_question_gets_a_sentence(program):
    found = [(body, said(program.post("query", body))) for body in HOSTILE]
    assert [one for one in found if one[1] != PROBLEM] == []


def test_an_address_that_is_no_question_gets_a_sentence(program):
    asked = [
        {"shoe": "size"}, {"by": "shoe"}, {"by": ["day"] * 4}, {"limit": "x"}, {"from": "x"},
        {"weekday": "x"}, {"channel": "\0"}, {"after": "\0"}, {"under": "\0"}, {"measure": "\0"},
    ]  # fmt: skip
    found = [(params, said(program.get("query", params))) for params in asked]
    assert [one for one in found if one[1] != PROBLEM] == []


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
BODIES = st.fixed_dictionaries(
    {},
    optional={
        name: VALUES | LEAVES | st.lists(LEAVES, max_size=3)
        for name in (*shapes.Asked.model_fields, "from", "to", "shoe")
    },
)


def test_nothing_that_is_asked_breaks_anything(program):
    seen = set()

    @settings(max_examples=150, deadline=None)
    @given(BODIES)
    def ask_anything(body):
        found = program.post("query", body)
        seen.add(found.status_code)
        assert found.status_code in {200, 422}

    with pytest.MonkeyPatch.context() as patience:
        patience.setattr(door, "LIMIT", Limit(10_000, 60))
        ask_anything()
    assert 422 in seen


def test_keys_of_another_organisation_lead_nowhere(program):
    other = build("Else")
    for params in (
        {"under": str(other.places["N1"].pk)},
        {"questionnaire": str(other.questionnaire.pk)},
    ):
        assert program.get("query", params).status_code == 422


@pytest.mark.parametrize("under", ["N1", "root"])
def test_queries_for_one_location_and_for_three(house, program, under, django_assert_num_queries):
    node = house.root if under == "root" else house.places[under]
    program.get("query")  # The use of the token is noted.
    with django_assert_num_queries(30):
        found = program.get("query", {"by": "location", "under": str(node.pk), **DAYS})
    assert len(found.json()["records"]) == (3 if under == "root" else 1)
