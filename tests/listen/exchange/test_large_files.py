"""Many answers are written by a job, with progress, for the one person who asked."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from heedful.base.audit.models import AuditEntry
from heedful.base.customers.domain import find_or_make
from heedful.base.org.models import Member, Role
from heedful.base.tenancy.domain import within
from heedful.flows.customers import erase_all
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.models import Survey
from heedful.listen.exchange import answers as reading
from heedful.listen.exchange import keeping, spss
from heedful.listen.exchange.keeping import ask_for_file, forget_old_files, path_of, write_file
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.surveys.definition import Definition, Page, Question
from heedful.listen.surveys.domain import publish_definition
from tests.makers import make_feedback, make_member

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
DAY = date(2026, 11, 20)
ASKED = Definition(
    title={"en": "Guests"},
    pages=(
        Page(
            "one",
            (Question("nps", "recommend", {"en": "Recommend?"}, role="outcome", primary=True),),
        ),
    ),
)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    monkeypatch.setattr(reading, "BLOCK", 2)


@pytest.fixture
def owner(tenant) -> Member:
    return Member.objects.select_related("tenant", "scope", "user").get()


@pytest.fixture
def survey(tenant, location, owner) -> Survey:
    version = publish_definition(
        tenant=tenant, definition=ASKED, questionnaire_name="Guests", version_name="1"
    )
    make_feedback(version, [(location, DAY, [score]) for score in (3, 9, 10)])
    made = begin(by=owner, name="Guests", definition=ASKED, now=NOW)
    made.series = made.live = None
    made.series, made.live = version.questionnaire, version
    made.save()
    return made


@pytest.fixture
def client(owner) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def asked(owner, survey, kind="csv") -> AnswerFile:
    return ask_for_file(
        member=owner, survey=survey, under=None, days=(DAY, DAY), kind=kind, total=3, now=NOW
    )


def written(file) -> AnswerFile:
    write_file(tenant_id=file.tenant_id, file_id=file.pk, now=NOW)
    file.refresh_from_db()
    return file


def test_many_answers_are_asked_for_written_shown_and_downloaded(client, owner, survey, tenant):
    form = {"kind": "jsonl", "first": DAY.isoformat(), "last": DAY.isoformat()}
    page = client.post(reverse("survey-answers", args=[survey.pk]), form, follow=True)
    text = page.content.decode()
    assert "These are many. The file is being written and will be below." in text
    assert "0 of 3 answers are written." in text
    with within(tenant.pk):
        file = AnswerFile.objects.get()
    assert client.post(reverse("survey-file", args=[survey.pk, file.pk])).status_code == 404
    with within(tenant.pk):
        written(file)
        assert (file.written, file.problem) == (3, "")
    part = client.get(reverse("survey-files", args=[survey.pk])).content.decode()
    assert "3 answers." in part
    assert "hx-get" not in part
    sent = client.post(reverse("survey-file", args=[survey.pk, file.pk]))
    assert sent["Content-Disposition"] == 'attachment; filename="guests.jsonl"'
    assert len(b"".join(sent.streaming_content).splitlines()) == 3
    with within(tenant.pk):
        assert AuditEntry.objects.get(action="exported").details == {"kind": "jsonl", "rows": 3}


def test_who_cancels_ends_the_writing_and_nothing_is_left(owner, survey, monkeypatch):
    file = asked(owner, survey)
    seen = []

    def give_up(answers, path):
        for _row in answers.rows():
            path.touch()
            seen.append(1)
            AnswerFile.objects.filter(pk=file.pk).delete()
        return len(seen)

    monkeypatch.setitem(keeping.WRITERS, "csv", give_up)
    write_file(tenant_id=file.tenant_id, file_id=file.pk, now=NOW)
    # The second block was never read.
    assert (len(seen), path_of(file).exists()) == (2, False)


def test_what_spss_cannot_hold_is_told(owner, survey, monkeypatch):
    monkeypatch.setattr(spss, "MOST_CELLS", 30)
    file = written(asked(owner, survey, "sav"))
    assert file.problem == "An SPSS file holds 2 of these answers. Take out fewer days, or CSV."
    assert not path_of(file).exists()


def test_a_job_that_comes_again_writes_no_second_time(owner, survey):
    file = written(asked(owner, survey))
    path_of(file).unlink()
    written(file)
    assert not path_of(file).exists()


def test_files_go_after_a_day_and_when_a_person_is_erased(
    tenant, owner, survey, django_capture_on_commit_callbacks
):
    kept, old = written(asked(owner, survey)), written(asked(owner, survey))
    AnswerFile.objects.filter(pk=old.pk).update(forget_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        forget_old_files(tenant_id=tenant.pk, now=NOW)
    assert (path_of(old).exists(), path_of(kept).exists()) == (False, True)
    someone = find_or_make(tenant_id=tenant.pk, identities=[("email", "ann@example.org")])
    with django_capture_on_commit_callbacks(execute=True):
        erase_all(tenant_id=tenant.pk, customer_id=someone.pk, actor="operator", now=NOW)
    assert (AnswerFile.objects.count(), path_of(kept).exists()) == (0, False)


def test_nobody_else_gets_a_file_and_its_owner_only_while_the_role_allows_it(
    client, tenant, owner, survey
):
    file = written(asked(owner, survey))
    other = Client()
    with within(tenant.pk):
        other.force_login(make_member(owner.scope).user)
    address = reverse("survey-file", args=[survey.pk, file.pk])
    assert other.post(address).status_code == 404
    assert client.post(address).status_code == 200
    with within(tenant.pk):
        Member.objects.filter(pk=owner.pk).update(role=Role.ANALYST)
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_many_files_as_for_one(
    client, owner, survey, count, django_assert_num_queries
):
    for _number in range(count):
        asked(owner, survey)
    address = reverse("survey-files", args=[survey.pk])
    client.get(address)
    with django_assert_num_queries(14):
        client.get(address)
