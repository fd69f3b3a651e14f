"""Questions that read much are counted by a job, which the person may wait for or cancel."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.tenancy.domain import within
from heedful.flows import saved
from heedful.ops.processes import wait_until
from heedful.understand.asking import planner
from heedful.understand.asking.rules import Question
from heedful.understand.lake.raw import RawOnPostgres
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.rules import Window
from heedful.understand.saved import pending
from heedful.understand.saved.models import PendingAnswer
from tests.asleep import TOLD, fall_asleep
from tests.makers import make_member, make_questionnaire, make_tenant

WEEK = Window(date(2026, 11, 15), date(2026, 11, 21))
ASKED = "measure=mean&by=channel&days=7"
PATIENCE = 60


class Slow(RawOnPostgres):
    """Counts as the others do, once it has slept."""

    name = "slow rows"
    seconds = 0

    def reads(self, count):
        del count
        return 10_000_000

    def count(self, count):
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(%s)", [self.seconds])
        return super().count(count)


@pytest.fixture
def slow(monkeypatch):
    path = Slow()
    monkeypatch.setattr(planner, "PATHS", (*planner.CELLS, path))
    monkeypatch.setattr(pending, "ROWS", (path,))
    return path


def ask_for_it(client, do="count"):
    return client.post("/explore/count/", {"address": ASKED, "do": do}, follow=True)


def run_jobs():
    for job in ProcrastinateJob.objects.filter(task_name=saved.COUNT):
        saved.count_one(**job.args)


def pending_in(chain):
    with within(chain.tenant.pk):
        return list(PendingAnswer.objects.all())


@pytest.mark.usefixtures("slow")
def test_looking_counts_nothing(chain, enter):
    page = enter(chain.root).get(f"/explore/?{ASKED}")

    assert "about 10,000,000 stored rows have to be read" in page.content.decode()
    assert pending_in(chain) == []


@pytest.mark.usefixtures("slow")
def test_it_is_counted_when_asked_for_and_kept_for_an_hour(chain, enter):
    client = enter(chain.root)
    page = ask_for_it(client)
    assert "Counting" in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()
    ask_for_it(client)
    assert ProcrastinateJob.objects.filter(task_name=saved.COUNT).count() == 1

    run_jobs()
    shown = client.get(f"/explore/?{ASKED}").context["shown"]
    assert [(row.name, row.record["answers"]) for row in shown.rows] == [("Web", 24)]
    assert client.get(f"/explore/answer.csv?{ASKED}").content.count(b"\n") == 2

    with within(chain.tenant.pk):
        PendingAnswer.objects.update(asked_at=timezone.now() - timedelta(hours=1, seconds=1))
    assert "This takes a while" in client.get(f"/explore/?{ASKED}").content.decode()
    ask_for_it(client)
    assert [one.done_at for one in pending_in(chain)] == [None]


@pytest.mark.usefixtures("slow")
def test_a_file_of_what_is_not_counted_leads_to_the_page(chain, enter):
    page = enter(chain.root).get(f"/explore/answer.csv?{ASKED}", follow=True)
    assert "This takes a while" in page.content.decode()


@pytest.mark.usefixtures("slow")
def test_others_do_not_see_what_was_counted_for_somebody(chain, enter):
    ask_for_it(enter(chain.root))
    run_jobs()
    assert "This takes a while" in enter(chain.root).get(f"/explore/?{ASKED}").content.decode()


@pytest.mark.usefixtures("slow")
def test_what_is_cancelled_before_it_runs_is_never_counted(chain, enter):
    client = enter(chain.root)
    ask_for_it(client)
    page = ask_for_it(client, do="cancel")

    assert "This takes a while" in page.content.decode()
    run_jobs()
    assert [one.told for one in pending_in(chain)] == [None]


def test_what_cannot_be_counted_tells_who_waits_and_fails_as_a_job(chain, enter, slow):
    slow.seconds = "not a number"
    client = enter(chain.root)
    ask_for_it(client)

    with pytest.raises(Exception, match="not a number"):
        run_jobs()
    assert "Counting was broken off." in client.get(f"/explore/?{ASKED}").content.decode()


def is_counting():
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_stat_activity where query = 'select pg_sleep(600)'")
        return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_cancelling_stops_what_already_counts(slow):
    slow.seconds = 600
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_questionnaire(tenant)
        member = make_member(root)
        question = Question.of_params({"measure": ["mean"], "by": ["channel"]}, window=WEEK)
        asked = pending.begin(member=member, question=question, reads=9, now=timezone.now())

    def count():
        try:
            saved.count_one(str(tenant.pk), str(asked.pk))
        finally:
            connection.close()

    job = threading.Thread(target=count)
    job.start()
    assert wait_until(is_counting, seconds=PATIENCE)
    with within(tenant.pk):
        pending.cancel(member=member, question=question, now=timezone.now())
    job.join(timeout=PATIENCE)

    assert not job.is_alive()
    with within(tenant.pk):
        [left] = PendingAnswer.objects.all()
    assert (left.told, left.done_at, left.cancelled_at is None) == (None, None, False)


def test_what_takes_too_long_says_what_to_do_above_the_form(chain, enter, monkeypatch, settings):
    client = enter(chain.root)
    fall_asleep(monkeypatch, settings)
    page = client.get("/explore/?measure=mean&by=week")

    assert page.context["page"].problem == TOLD
    assert len(page.context["page"].form.measures) == len(MEASURES)


def test_a_job_that_takes_too_long_tells_who_waits(chain, enter, slow, settings):
    client = enter(chain.root)
    ask_for_it(client)
    slow.seconds = 3600
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, longest_question=0.001)
    run_jobs()

    assert client.get(f"/explore/?{ASKED}").context["page"].problem == TOLD
