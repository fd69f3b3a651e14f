"""The commands that bring questionnaires in and take answers out."""

import json
from datetime import UTC, date, datetime

import pytest

from heedful.base.accounts.domain import new_organisation
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.flows.survey_files import bring, bring_answers_in, take_out
from heedful.listen.authoring.models import Survey, SurveyStep
from heedful.listen.authoring.publishing import publish
from tests.listen.exchange.answer_files import SURVEYJS_LINES
from tests.listen.exchange.samples import GUESTS_SURVEYJS
from tests.makers import make_feedback, make_node, make_questionnaire

DAYS = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def house(db):
    made, _owner = new_organisation(name="Harbour", email="o@example.org", time_zone="UTC")
    return made


def test_a_questionnaire_becomes_a_draft_of_the_owner(house, tmp_path, capsys):
    file = tmp_path / "guests.json"
    file.write_bytes(GUESTS_SURVEYJS)
    assert bring(file=file, tenant=None) == 0
    assert bring(file=file, tenant=None) == 0
    with within(house.pk):
        assert list(Survey.objects.order_by("name").values_list("name", flat=True)) == [
            "Guests",
            "Guests 2",
        ]
    assert "left     sign: " in capsys.readouterr().out


def test_what_is_no_questionnaire_is_told(house, tmp_path, capsys):
    file = tmp_path / "guests.json"
    file.write_text("{}")
    assert bring(file=file, tenant=None) == 2
    assert capsys.readouterr().err == "This JSON file is of no tool that is known here.\n"


def test_answers_are_written_into_a_file(house, tmp_path, capsys):
    with within(house.pk):
        place = make_node(Node.objects.get(tenant=house), "Pier")
        _series, version = make_questionnaire(house, name="Guests")
        scores = [5] * len(version.slots)
        make_feedback(version, [(place, date(2026, 11, 3), scores)])
    file = tmp_path / "answers.jsonl"
    assert take_out(name="Guests", file=file, days=DAYS, tenant=None) == 0
    assert json.loads(file.read_text())["place"] == "Pier"
    assert capsys.readouterr().out == "1 answers were written.\n"
    assert take_out(name="Gone", file=file, days=DAYS, tenant=None) == 2
    assert take_out(name="Guests", file=tmp_path / "a.doc", days=DAYS, tenant=None) == 2


def test_answers_of_another_tool_follow_its_questionnaire(house, tmp_path, capsys):
    questions, answers = tmp_path / "guests.json", tmp_path / "answers.jsonl"
    questions.write_bytes(GUESTS_SURVEYJS)
    answers.write_text(SURVEYJS_LINES)
    assert bring(file=questions, tenant=None) == 0
    said = {"place": "Pier", "place_column": "", "time_zone": "", "day": "", "partial": False}
    wanted = {"file": answers, "name": "Guests", "tenant": None}
    assert bring_answers_in(**wanted, **said) == 2
    assert "There are 0 locations with the name “Pier”." in capsys.readouterr().err
    with within(house.pk):
        make_node(Node.objects.get(tenant=house), "Pier")
        survey, owner = Survey.objects.get(), Member.objects.select_related("tenant").get()
        step = SurveyStep.objects.get(survey=survey)
        now = datetime(2026, 11, 26, 3, tzinfo=UTC)
        publish(survey=survey, seen=step.pk, by=owner, now=now)
    assert bring_answers_in(**wanted, **said) == 0
    assert bring_answers_in(**wanted, **said) == 0
    assert capsys.readouterr().out == (
        "answers.jsonl: 2 new, 0 changed, 0 unchanged, 0 rejected\n"
        "answers.jsonl: 0 new, 0 changed, 2 unchanged, 0 rejected\n"
    )
