"""Answers that another tool collected become answers to the survey made of its questionnaire."""

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import within
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.models import Survey, SurveyStep
from heedful.listen.authoring.publishing import publish
from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.domain import NotAsked, bring_answers
from heedful.listen.exchange.origin import as_plain
from heedful.listen.exchange.reading import Asking
from heedful.listen.exchange.report import NotBrought
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports import domain
from heedful.listen.imports.mapping import read_mapping
from heedful.listen.imports.models import Import
from heedful.listen.imports.preview import preview_of
from heedful.listen.imports.rules import Outcome
from heedful.listen.responses.models import Response
from heedful.listen.surveys.closing import takes_answers
from heedful.listen.surveys.definition import Definition, Page, Question
from heedful.listen.surveys.models import Item
from tests.listen.exchange import answer_files
from tests.listen.exchange.samples import EACH, GUESTS_FORMBRICKS, GUESTS_LSS, GUESTS_QSF

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
BERLIN = Asking(place="p1", time_zone="Europe/Berlin")


def with_outcome(part, code):
    """The draft with this rated question, or row of a table, as its outcome."""
    if isinstance(part, Definition):
        return replace(part, pages=tuple(with_outcome(one, code) for one in part.pages))
    if isinstance(part, Page):
        return replace(part, questions=tuple(with_outcome(one, code) for one in part.questions))
    if part.code == code:
        return replace(part, role="outcome")
    if isinstance(part, Question):
        return replace(part, rows=tuple(with_outcome(one, code) for one in part.rows))
    return part


def published(content, outcome="") -> Survey:
    brought = read_questionnaire(content)
    owner = Member.objects.select_related("tenant", "scope").get()
    survey = begin(
        by=owner,
        name="Guests",
        definition=with_outcome(brought.definition, outcome),
        now=NOW,
        origin=as_plain(brought.origin),
    )
    publish(survey=survey, seen=SurveyStep.objects.get(survey=survey).pk, by=owner, now=NOW)
    return Survey.objects.select_related("tenant", "live", "series").get(pk=survey.pk)


def bring(survey, text, asking=BERLIN, name="answers.csv"):
    entry, rest = bring_answers(
        survey=survey, by_id=None, file_name=name, chunks=[text.encode()], asking=asking
    )
    return entry, rest


def let_in(entry, now=NOW) -> Outcome:
    domain.queue_import(entry=entry)
    return domain.run_import(tenant_id=entry.tenant_id, import_id=entry.pk, now=now)


def stored():
    """What came of the rows, in the order in which they were given."""
    given = dict(Response.objects.order_by("received_at").values_list("id", "answers"))
    return [
        (one.occurred_at, one.language, dict(zip(codes(one), one.scores, strict=True)),
         given[one.id], one.comment, one.partial)
        for one in Feedback.objects.filter(superseded_at=None).order_by("occurred_at")
    ]  # fmt: skip


def codes(row):
    return Item.objects.filter(questionnaire=row.questionnaire_id).values_list("code", flat=True)


@pytest.mark.parametrize("text", [answer_files.LIME_CODES, answer_files.LIME_WORDS])
def test_limesurvey_by_codes_and_by_full_answers_give_the_same(tenant, location, text):
    survey = published(GUESTS_LSS, "service")
    entry, rest = bring(survey, text)
    assert let_in(entry) == Outcome(new=2, changed=0, same=0, rejected=1)
    assert [one.reason for one in entry.rejects.all()] == [
        "It was left before its end, and only whole answers are taken."
    ]
    assert stored() == [
        (datetime(2026, 3, 1, 18, 30, tzinfo=UTC), "de", {"service": 2},
         {"service": 2, "used": ["bar"], "why": "Cold"}, "Cold", False),
        (datetime(2026, 3, 1, 19, tzinfo=UTC), "en", {"service": 5},
         {"service": 5, "used": ["pool"]}, "", False),
    ]  # fmt: skip
    assert set(rest) <= {"lastpage", "startdate"}


def test_what_was_left_before_its_end_comes_as_a_partial_answer_where_it_is_wanted(
    tenant, location
):
    asking = Asking(place="p1", time_zone="Europe/Berlin", partial=True)
    entry, _rest = bring(published(GUESTS_LSS, "service"), answer_files.LIME_CODES, asking)
    assert let_in(entry).new == 3
    assert [row[2:] for row in stored()][2] == ({"service": 4}, {"service": 4}, "", True)


def test_qualtrics_tells_its_columns_zone_trials_and_turned_scales(tenant, location):
    entry, rest = bring(published(GUESTS_QSF), answer_files.QUALTRICS_NUMBERS, Asking(place="p1"))
    assert let_in(entry) == Outcome(new=1, changed=0, same=0, rejected=3)
    assert stored() == [
        (datetime(2026, 3, 1, 19, 30, tzinfo=UTC), "en", {"Q1": 9, "Q2_1": 3, "Q2_2": NOT_USED},
         {"Q1": 9, "Q2_1": 3, "Q2_2": "n", "Q3": "c2", "Q4": "Fast, and kind"}, "Fast, and kind",
         False),
    ]  # fmt: skip
    assert [one.reason for one in entry.rejects.order_by("line")] == [
        "Such a row is no answer.",
        "It was left before its end, and only whole answers are taken.",
        "Expected a whole number from 0 to 10, or nothing.",
    ]
    assert rest == ("Q1_NPS_GROUP",)


def test_qualtrics_in_words_says_the_same_as_in_numbers(tenant, location):
    entry, _rest = bring(published(GUESTS_QSF), answer_files.QUALTRICS_WORDS, Asking(place="p1"))
    assert let_in(entry) == Outcome(new=1, changed=0, same=0, rejected=1)
    assert stored()[0][3] == {
        "Q1": 9, "Q2_1": 3, "Q2_2": "n", "Q3": "c2", "Q4": "Fast, and kind"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (answer_files.SURVEYJS_LIST, "answers.json"),
        (answer_files.SURVEYJS_LINES, "answers.jsonl"),
        (answer_files.SURVEYJS_CSV, "answers.csv"),
    ],
)
def test_surveyjs_as_a_list_as_lines_and_as_csv(tenant, location, text, name):
    entry, rest = bring(published(EACH["surveyjs"]), text, name=name)
    assert rest == ()
    assert let_in(entry) == Outcome(new=2, changed=0, same=0, rejected=0)
    assert [row[3] for row in stored()] == [
        {"nps": 6, "used": ["bar", "c2"], "why": "Loud"},
        {"nps": 10, "used": ["none"]},
    ]


@pytest.mark.parametrize("text", [answer_files.FORMBRICKS, answer_files.HUB])
def test_formbricks_by_the_words_asked_and_answer_by_answer(tenant, location, text):
    asking = Asking(place="p1", partial=True)
    entry, _rest = bring(published(GUESTS_FORMBRICKS), text, asking)
    assert let_in(entry) == Outcome(new=2, changed=0, same=0, rejected=0)
    assert [(row[1], row[3]) for row in stored()] == [
        ("en", {"nps1": 6, "stars1": 4, "pick1": "ck1"}),
        ("de", {"nps1": 10, "pick1": "other=By boat"}),
    ]


def test_the_same_file_twice_adds_nothing_and_taking_it_out_leaves_nothing(tenant, location):
    survey = published(GUESTS_QSF)
    first, _rest = bring(survey, answer_files.QUALTRICS_NUMBERS, Asking(place="p1"))
    let_in(first)
    again, _rest = bring(survey, answer_files.QUALTRICS_NUMBERS, Asking(place="p1"))
    assert let_in(again) == Outcome(new=0, changed=0, same=1, rejected=3)
    first.refresh_from_db()
    domain.queue_undo(entry=first, by_id=None, now=NOW)
    assert domain.undo_import(tenant_id=tenant.pk, import_id=first.pk) == 1
    assert (Feedback.objects.count(), Response.objects.count()) == (0, 0)


def test_a_later_version_of_the_survey_still_knows_the_same_answers(tenant, location):
    survey = published(GUESTS_QSF)
    let_in(bring(survey, answer_files.QUALTRICS_NUMBERS, Asking(place="p1"))[0])
    changed = answer_files.QUALTRICS_NUMBERS.replace("Fast, and kind", "Fast")
    survey.live.pk, survey.live.name = None, "2"
    survey.live.save(force_insert=True)
    entry, _rest = bring(survey, changed, Asking(place="p1"))
    later = let_in(entry, NOW + timedelta(hours=1))
    assert later == Outcome(new=0, changed=1, same=0, rejected=3)
    assert [row[3]["Q4"] for row in stored()] == ["Fast"]


def test_answers_of_a_file_do_not_fill_a_survey_that_ends_with_so_many(tenant, location):
    survey = published(GUESTS_QSF)
    let_in(bring(survey, answer_files.QUALTRICS_NUMBERS, Asking(place="p1"))[0])
    survey.series.most_answers = 1
    assert takes_answers(series=survey.series, now=NOW)


def test_the_place_may_stand_in_a_column_even_in_one_that_is_asked(tenant, location):
    asking = Asking(place_column="Q3")
    entry, _rest = bring(published(GUESTS_QSF), answer_files.QUALTRICS_NUMBERS, asking)
    entry.refresh_from_db()
    preview = preview_of(entry=entry, mapping=read_mapping(entry.mapping), today=NOW.date())
    assert preview.new_places == ["Bus"]
    assert preview.rows[0].answers == "Q3: c2; Q4: Fast, and kind"


def test_what_the_file_does_not_hold_was_not_answered(tenant, location):
    text = "ResponseId,StartDate,Q1\nR_1,2026-03-01 12:30:00,9\n"
    let_in(bring(published(GUESTS_QSF), text)[0])
    assert [row[2] for row in stored()] == [{"Q1": 9, "Q2_1": NOT_ANSWERED, "Q2_2": NOT_ANSWERED}]


@pytest.mark.parametrize(
    ("text", "asking", "told"),
    [
        ("a,b\n1,2\n", BERLIN,
         "No column belongs to the outcome, “Q1”. Is this file of this survey?"),
        ("Q1\n9\n", BERLIN,
         "No column says when answers were given. Say one day for all of them."),
        ("Q1\n9\n", Asking(place_column="City"), "The file has no column “City”."),
        ("", BERLIN, "The file is empty."),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused_and_not_kept(tenant, location, text, asking, told):
    with pytest.raises(NotBrought) as refused:
        bring(published(GUESTS_QSF), text, asking)
    assert str(refused.value) == told
    assert Import.objects.count() == 0


def test_a_survey_that_was_never_published_has_no_answers(tenant):
    brought = read_questionnaire(GUESTS_QSF)
    owner = Member.objects.select_related("tenant", "scope").get()
    survey = begin(by=owner, name="Guests", definition=brought.definition, now=NOW)
    with pytest.raises(NotAsked):
        bring(survey, answer_files.QUALTRICS_NUMBERS)


def test_from_the_survey_to_the_page_that_shows_how_rows_are_understood(
    tenant, location, django_capture_on_commit_callbacks
):
    survey = published(GUESTS_QSF)
    client = Client()
    client.force_login(Member.objects.get().user)
    address = reverse("survey-bring-answers", args=[survey.pk])
    assert client.get(address).status_code == 200
    nowhere = client.post(address, {"file": as_file(), "place": "Atlantis"})
    assert nowhere.status_code == 422
    told = "Say of which location the answers are, or which column names it."
    assert told in nowhere.content.decode()
    page = client.post(address, {"file": as_file(), "place": "Pier"}, follow=True)
    text = page.content.decode()
    assert "Columns that belong to no question of the survey stay out: Q1_NPS_GROUP" in text
    assert "Q3: c2; Q4: Fast, and kind" in text
    with within(tenant.pk):
        kept = read_mapping(Import.objects.get().mapping)
    form = page.context["form"]
    columns = {f"c{n}-role": one.role for n, one in page.context["columns"]}
    assert [role for role in columns.values() if role != "ignore"] == [
        "when", "rows", "rows", "respondent", "language", "primary", "driver", "driver", "answer",
        "comment",
    ]  # fmt: skip
    assert form.initial["place"] == "p1"
    assert len(kept.answers) == 2


def as_file():
    return SimpleUploadedFile("answers.csv", answer_files.QUALTRICS_NUMBERS.encode())


@pytest.mark.parametrize(
    ("name", "count"), [("2017_us.csv", 164), ("2017_uk.csv.gz", 253), ("2017_de.csv.gz", 325)]
)
def test_real_answers_of_research_software_engineers(tenant, location, real_data, name, count):
    folder = real_data / "rse_survey_limesurvey"
    packed = folder / "definition" / "2017_us_templates_uk_core_survey.lss.gz"
    # The answers were given to later copies, whose steps were spelt otherwise.
    mended = gzip.decompress(packed.read_bytes())
    for old, new in ((b"Sometime]", b"Sometimes]"), (b"Neitheir", b"Neither")):
        mended = mended.replace(old, new)
    survey = published(mended, "likertagree1_affSat3")
    content = (folder / "responses" / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith("gz") else content).decode()
    entry, _rest = bring(survey, text, Asking(place="p1", day="2017-11-01"))
    assert let_in(entry) == Outcome(new=count, changed=0, same=0, rejected=0)
    rows = list(csv.DictReader(io.StringIO(text)))
    column = next(name for name in rows[0] if "[affSat3]" in name)
    said = Counter(row[column] for row in rows)
    steps = ["Strongly disagree", "Disagree", "Neither agree or disagree", "Agree"]
    given = Counter(row[2]["likertagree1_affSat3"] for row in stored())
    assert [given[number] for number in range(1, 5)] == [said[step] for step in steps]
    assert given[NOT_ANSWERED] == said[""]
    column = next(name for name in rows[0] if name.startswith("currentEmp10."))
    entry.refresh_from_db()
    left_out = entry.notes["unread"]["currentEmp10"]
    assert left_out == {text: n for text, n in Counter(row[column] for row in rows).items()
                        if text in left_out}  # fmt: skip
    assert sum(left_out.values()) > 0
