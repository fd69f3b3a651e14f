import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.flows.query import main
from tests.asleep import TOLD, fall_asleep
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

LAST = date(2026, 3, 15)
PARAMS = {"measure": ["mean"], "item": ["waiting"], "by": ["location"], "compare": ["before"]}


@pytest.fixture
def asked(db, capsys):
    tenant, root = make_tenant()
    with within(tenant.pk):
        owner = make_member(root)
        pier, mill = make_node(root, "Pier"), make_node(root, "Mill")
        version = make_questionnaire(tenant)[1]
        days = [LAST - timedelta(days=back) for back in range(180)]
        rows = [(pier, day, (9, 2 if back < 90 else 4, 4)) for back, day in enumerate(days)]
        make_feedback(version, [*rows, (mill, LAST, (9, 5, 5))])
        while dispatch(handlers=HANDLERS, now=datetime(2100, 1, 1, tzinfo=UTC)):
            pass

    def ask(params, **more):
        given = {"under": None, "as_email": None, "tenant": None, "output": "json"}
        code = main(params, **{**given, "explain": False, **more})
        return code, capsys.readouterr()

    ask.owner, ask.pier = owner, pier
    return ask


def test_the_same_figures_come_as_json_as_csv_and_as_a_table(asked):
    code, told = asked(PARAMS)
    assert code == 0
    answer = json.loads(told.out)
    assert (answer["path"], answer["fresh"]) == ("daily cells", None)
    mill, pier = answer["records"]
    assert (mill["location"], mill["answers"], mill["enough"], mill["value"]) == (
        "Mill",
        1,
        False,
        None,
    )
    assert (pier["location"], pier["location_id"]) == ("Pier", str(asked.pier.pk))
    assert pier["answers"] == 90
    assert pier["change"] == pytest.approx(-2.0)

    (_, again) = list(csv.DictReader(io.StringIO(asked(PARAMS, output="csv")[1].out)))
    assert {name: value for name, value in again.items() if name == "change"} == {
        "change": str(pier["change"])
    }
    table = asked(PARAMS, output="table")[1].out
    assert "not enough yet" in table
    assert "−2.00" in table


def test_a_person_is_answered_within_what_they_may_see(asked):
    with within(asked.owner.tenant_id):
        manager = make_member(asked.pier, "location_manager")

    code, told = asked(PARAMS, as_email=manager.user.email)

    assert code == 0
    assert [one["location"] for one in json.loads(told.out)["records"]] == ["Pier"]


@pytest.mark.parametrize(
    ("params", "more", "sentence"),
    [
        ({"measure": ["means"]}, {}, "There is no measure “means”."),
        ({"measure": ["mean"], "chanel": ["web"]}, {}, "There is no “chanel” here."),
        ({"measure": ["mean"], "by": ["moon"]}, {}, "There is no “moon” here."),
        ({"measure": ["mean"], "from": ["yesterday"]}, {}, "“yesterday” is no day."),
        ({"measure": ["mean"], "from": ["2027-01-01"]}, {}, "The first day comes after the last"),
        ({"measure": ["mean"], "item": ["soup"]}, {}, "has no item “soup”."),
        ({"measure": ["mean"]}, {"under": "Nowhere"}, "There is no single place “Nowhere”."),
        ({"measure": ["mean"]}, {"as_email": "x@example.org"}, "There is no “x@example.org”"),
        ({"measure": ["mean"]}, {"tenant": "Nobody"}, "There is no such organisation."),
        ({"measure": ["recommend"], "item": ["food"]}, {}, "A recommend score needs"),
        ({"measure": ["mean"], "by": ["week"], "compare": ["year"]}, {}, "its own comparison"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(asked, params, more, sentence):
    code, told = asked(params, **more)
    assert (code, told.out) == (2, "")
    assert sentence in " ".join(told.err.split())


def test_what_takes_too_long_is_told_in_a_sentence(asked, monkeypatch, settings):
    fall_asleep(monkeypatch, settings)
    code, told = asked({"measure": ["mean"]})
    assert (code, told.out, " ".join(told.err.split())) == (2, "", TOLD)


def test_explain_says_where_it_was_counted_and_why(asked):
    told = asked(PARAMS, explain=True)[1].err
    assert "Counted from daily cells." in told
    assert "stored rows" in told


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(asked):
    with within(asked.owner.tenant_id):
        type(asked.pier).objects.filter(pk=asked.pier.pk).update(name="=1+1")

    told = asked(PARAMS, output="csv")[1].out

    names = [row["location"] for row in csv.DictReader(io.StringIO(told))]
    assert sorted(names) == ["'=1+1", "Mill"]
