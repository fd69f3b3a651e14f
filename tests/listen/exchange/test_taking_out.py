"""Answers as files, read back by the programs that others would open them with."""

import csv
import io
import json
import uuid
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from django.test import Client
from django.urls import reverse

from heedful.base.audit.models import AuditEntry
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.listen.authoring.domain import begin
from heedful.listen.exchange.answers import Answers, Wanted
from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.writing import WRITERS
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.surveys.definition import (
    Choice,
    Definition,
    Page,
    Question,
    record,
)
from heedful.listen.surveys.domain import publish_definition
from tests.makers import make_node

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = Definition(
    title={"en": "Guests"},
    pages=(
        Page(
            "one",
            (
                Question("nps", "recommend", {"en": "Recommend?"}, role="outcome", primary=True),
                Question(
                    "staff",
                    "scale",
                    {"en": "Staff?"},
                    role="driver",
                    ends=({"en": "Poor"}, {"en": "Good"}),
                    unused_ok=True,
                ),
                Question(
                    "way",
                    "choice",
                    {"en": "How did you come?"},
                    choices=(Choice("car", {"en": "Car"}), Choice("bus", {"en": "Bus"})),
                ),
                Question(
                    "used",
                    "choices",
                    {"en": "What did you use?"},
                    choices=(Choice("bar", {"en": "Bar"}), Choice("pool", {"en": "Pool"})),
                ),
                Question("age", "number", {"en": "Age?"}),
                Question("who", "contact", {"en": "May we call?"}),
                Question("why", "text", {"en": "Why?"}, role="open"),
            ),
        ),
    ),
)
FULL = {
    "nps": 9,
    "staff": 2,
    "way": "bus",
    "used": ["pool"],
    "age": 40.5,
    "who": {"email": "ann@example.org"},
    "why": "=1+1 call +44 20 7946 0958",
}
BARE = {"nps": 3, "staff": "n"}


@pytest.fixture
def version(tenant):
    return publish_definition(
        tenant=tenant, definition=ASKED, questionnaire_name="Guests", version_name="1"
    )


@pytest.fixture
def answered(tenant, version, location):
    with_answers(tenant, version, location, FULL, NOON)
    with_answers(tenant, version, location, BARE, NOON.replace(hour=13), partial=True)
    return version


def with_answers(tenant, version, location, answers, at, *, partial=False):
    kept = record(ASKED, answers, 0)
    form = Submission(
        id=uuid.uuid4(),
        at=at,
        channel="sms",
        language="en",
        scores=kept.scores,
        comment=kept.comment,
        answers=kept.answers,
        partial=partial,
    )
    assert submit(tenant=tenant, version=version, location=location, submission=form)


def taken(version, location, *, words=True, contact=True):
    day = date(2026, 11, 20)
    reach = Reach(words=words, contact=contact)
    return Answers(Wanted(version.questionnaire, [location.pk], day, day, reach))


def as_file(kind, answers, folder):
    path = folder / f"answers.{kind}"
    assert WRITERS[kind](answers, path) == 2
    return path


def test_spss_reads_numbers_labels_and_levels(answered, location, tmp_path):
    frame, told = pyreadstat.read_sav(as_file("sav", taken(answered, location), tmp_path))
    assert frame["nps"].tolist() == [9.0, 3.0]
    assert frame["staff"].tolist()[0] == 2.0
    assert frame["staff"].isna().tolist() == [False, True]
    assert frame["staff_unused"].tolist() == [0.0, 1.0]
    assert frame["way"].tolist()[0] == 2.0
    assert frame["used_pool"].tolist()[0] == 1.0
    assert frame["age"].tolist()[0] == 40.5
    assert frame["partial"].tolist() == [0.0, 1.0]
    assert told.column_names_to_labels["way"] == "How did you come?"
    assert told.variable_value_labels["way"] == {1.0: "Car", 2.0: "Bus"}
    assert told.variable_value_labels["staff"] == {1.0: "Poor", 5.0: "Good"}
    assert told.variable_measure["nps"] == "ordinal"
    assert told.variable_measure["way"] == "nominal"
    assert told.variable_measure["age"] == "scale"


def test_csv_runs_no_formula(answered, location, tmp_path):
    written = as_file("csv", taken(answered, location), tmp_path).read_text("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(written))
    assert first["why"] == "'=1+1 call +44 20 7946 0958"
    assert (first["place"], first["channel"], first["weight"]) == (location.name, "sms", "1.0")
    assert (first["who_email"], first["way"], first["nps"]) == ("ann@example.org", "bus", "9")
    assert (second["way"], second["used_bar"], second["staff"]) == ("", "", "")


def test_parquet_has_types_and_pandas_reads_it(answered, location, tmp_path):
    frame = pd.read_parquet(as_file("parquet", taken(answered, location), tmp_path))
    assert frame["nps"].tolist() == [9, 3]
    assert frame["used_bar"].tolist()[0] == 0
    assert frame["version"].tolist() == ["1", "1"]


def test_a_workbook_holds_words_as_words_and_says_what_columns_are(answered, location, tmp_path):
    book = openpyxl.load_workbook(as_file("xlsx", taken(answered, location), tmp_path))
    rows = list(book["Answers"].iter_rows(values_only=True))
    names = [cell for cell in rows[0] if cell]
    first = dict(zip(names, rows[1], strict=False))
    assert first["why"] == "=1+1 call +44 20 7946 0958"
    told = list(book["Columns"].iter_rows(values_only=True))
    assert ("way", "How did you come?", "bus", "Bus") in told


def test_json_has_one_answer_a_line(answered, location, tmp_path):
    lines = as_file("jsonl", taken(answered, location), tmp_path).read_text().splitlines()
    assert [json.loads(line)["nps"] for line in lines] == [9, 3]
    assert json.loads(lines[1])["staff"] is None
    assert json.loads(lines[1])["staff_unused"] == 1


def test_without_the_right_customers_are_left_out_and_words_are_masked(answered, location):
    answers = taken(answered, location, contact=False)
    names = [column.name for column in answers.columns]
    assert {"who_email", "customer", "respondent"}.isdisjoint(names)
    first = dict(zip(names, next(answers.rows()), strict=True))
    assert first["why"] == "=1+1 call ▇"


def test_without_the_right_to_words_there_are_none(answered, location):
    names = [column.name for column in taken(answered, location, words=False).columns]
    assert {"why", "comment"}.isdisjoint(names)


def test_no_answer_gives_a_file_with_columns_only(version, location, tmp_path):
    for kind, write in WRITERS.items():
        assert write(taken(version, location), tmp_path / f"none.{kind}") == 0


def test_a_file_holds_only_what_the_person_may_see(tenant, answered, location):
    elsewhere = make_node(Node.objects.get(tenant=tenant, kind="group"), "Elsewhere")
    with_answers(tenant, answered, elsewhere, BARE, NOON)
    owner = Member.objects.select_related("tenant", "scope", "user").get()
    survey = begin(by=owner, name="Guests", definition=ASKED, now=NOON)
    survey.series = answered.questionnaire
    survey.save()
    client = Client()
    client.force_login(owner.user)
    sent = client.post(
        reverse("survey-answers", args=[survey.pk]),
        {"kind": "jsonl", "first": "2026-11-20", "last": "2026-11-20", "under": location.pk},
    )
    assert len(b"".join(sent.streaming_content).splitlines()) == 2
    with within(tenant.pk):
        entry = AuditEntry.objects.get(action="exported")
    assert entry.details == {"kind": "jsonl", "rows": 2}


def test_questions_go_out_as_json_and_come_back(tenant):
    owner = Member.objects.select_related("tenant", "scope", "user").get()
    survey = begin(by=owner, name="Guests", definition=ASKED, now=NOON)
    client = Client()
    client.force_login(owner.user)
    sent = client.get(reverse("survey-json", args=[survey.pk]))
    assert read_questionnaire(sent.content).definition == ASKED
    page = client.get(reverse("survey-take-out", args=[survey.pk])).content.decode()
    assert "The answers will be here once the survey is published." in page
