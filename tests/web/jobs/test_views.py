import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.outbox.domain import beat, dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.flows.priorities import REFRESH
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.imports import tasks
from heedful.listen.imports.domain import bring_file
from heedful.web.jobs.page import jobs_page
from tests.makers import make_member, make_tenant

TRACE = "Traceback (most recent call last):\n  File x\nValueError: no scale for 'Ann'\n"


def make_job(tenant, status="todo", name=REFRESH, **args):
    """A job that came to its status the way it does in life, so that its events tell of it."""
    job_id = app.configure_task(name, queueing_lock=args.pop("queueing_lock", None)).defer(
        tenant_id=str(tenant.pk), **args
    )
    steps = {"todo": [], "doing": ["doing"], "failed": ["doing", "failed"]}[status]
    with connection.cursor() as cursor:
        for step in steps:
            cursor.execute(
                "update procrastinate_jobs set status = %s where id = %s", [step, job_id]
            )
    return job_id


def make_entry(tenant, *, parked=True, **fields):
    """An entry that is due at once, though the clock of a test's transaction stands still."""
    now = timezone.now()
    given = {"tenant": tenant, "topic": CHANGED, "key": uuid.uuid4()}
    given |= {"due_at": now - timedelta(minutes=5)}
    given |= {"parked_at": now, "attempts": 8, "error": TRACE} if parked else {}
    return OutboxEntry.objects.create(**given | fields)


@pytest.fixture
def other(db):
    return make_tenant("Somebody else")[0]


def shown(client, address="/jobs/"):
    return client.get(address).context["page"]


def test_without_work_the_page_says_what_will_be_here(chain, enter):
    page = enter(chain.root, "owner").get("/jobs/")
    words = page.content.decode()

    assert "Nothing has failed." in words
    assert "Nothing runs or waits." in words
    assert 'hx-trigger="every 5s"' not in words
    assert '<a href="/jobs/" aria-current="page">Jobs</a>' in words


@pytest.mark.parametrize("role", ["executive", "area_manager", "location_manager", "front_line"])
def test_who_runs_nothing_does_not_see_jobs(chain, enter, role):
    client = enter(chain.pier, role)
    assert client.get("/jobs/").status_code == 403
    assert client.post("/jobs/outbox/retry/").status_code == 403


def test_what_runs_comes_before_what_waits(chain, enter):
    waits, runs = make_job(chain.tenant), make_job(chain.tenant, "doing", tasks.UNDO)
    page = shown(enter(chain.root, "analyst"))

    assert [(job.number, job.kind, job.runs, job.stalled) for job in page.jobs] == [
        (runs, "Taking out what a file added", True, True),
        (waits, "Finding priorities", False, False),
    ]
    assert [job.tried for job in page.jobs] == [1, 0]


def test_a_job_of_a_living_worker_is_not_interrupted(chain, enter):
    job = make_job(chain.tenant, "doing")
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute(
            "update procrastinate_jobs set worker_id = %s where id = %s", [*cursor.fetchone(), job]
        )
    assert [job.stalled for job in shown(enter(chain.root, "owner")).jobs] == [False]


def test_what_waits_for_later_says_when(chain, enter):
    app.configure_task(REFRESH, schedule_in={"minutes": 10}).defer(tenant_id=str(chain.tenant.pk))
    assert [job.starts for job in shown(enter(chain.root, "owner")).jobs] == ["in 10 minutes"]


def test_a_long_queue_is_cut_and_counted(chain, enter, monkeypatch):
    monkeypatch.setattr("heedful.web.jobs.page.PER_PAGE", 2)
    for _ in range(5):
        make_job(chain.tenant)
    page = enter(chain.root, "owner").get("/jobs/")
    assert (len(page.context["page"].jobs), page.context["page"].more) == (2, 3)
    assert "3 more wait behind these." in page.content.decode()


def test_entries_that_wait_are_counted_with_the_oldest(chain, enter):
    make_entry(chain.tenant, parked=False, created_at=timezone.now() - timedelta(seconds=40))
    make_entry(chain.tenant, parked=False, attempts=2)
    page = enter(chain.root, "owner").get("/jobs/")
    words = page.content.decode()

    assert page.context["page"].waiting.n == 2
    assert "2 entries of feedback wait to be counted, the oldest for 40 seconds." in words
    assert "1 of them failed and is tried again by itself." in words
    assert 'hx-get="/jobs/"' in words


def test_a_failure_says_what_when_how_often_and_why(chain, enter):
    entry, job = make_entry(chain.tenant), make_job(chain.tenant, "failed")
    answer = enter(chain.root, "owner").get("/jobs/")
    words = answer.content.decode()

    assert [
        (one.source, one.number, one.kind, one.tried, one.error)
        for one in sorted(answer.context["page"].failures, key=lambda one: one.source)
    ] == [
        ("entry", entry.pk, "Counting feedback", 8, "ValueError: no scale for …"),
        ("job", job, "Finding priorities", 1, ""),
    ]
    assert "Ann" not in words
    assert "after 8 attempts." in words
    assert f"at “[{job}]”" in words


def test_work_of_an_unknown_kind_is_named(chain, enter):
    make_entry(chain.tenant, topic="later.made")
    assert [one.kind for one in shown(enter(chain.root, "owner")).failures] == [
        "Other work (later.made)"
    ]


def test_the_file_is_named_to_whoever_may_see_it(chain, enter):
    with within(chain.tenant.pk):
        entry = bring_file(
            tenant_id=chain.tenant.pk, by_id=None, file_name="may.csv", chunks=[b"a,b\n1,2\n"]
        )
    for status in ("failed", "doing"):
        make_job(chain.tenant, status, tasks.RUN, import_id=str(entry.pk))
    whole, part = enter(chain.root, "analyst"), enter(chain.north, "analyst")

    link = f'<a href="/imports/{entry.pk}/">may.csv</a>'
    assert whole.get("/jobs/").content.decode().count(link) == 2
    assert "may.csv" not in part.get("/jobs/").content.decode()


def test_long_lists_of_failures_have_pages(chain, enter, monkeypatch):
    monkeypatch.setattr("heedful.web.jobs.page.PER_PAGE", 2)
    now = timezone.now()
    entries = [
        make_entry(chain.tenant, parked_at=now - timedelta(minutes=back)).pk for back in range(3)
    ]
    client = enter(chain.root, "owner")

    assert [one.number for one in shown(client).failures] == entries[:2]
    assert [one.number for one in shown(client, "/jobs/?page=2").failures] == entries[2:]
    assert [one.number for one in shown(client, "/jobs/?page=x").failures] == entries[:2]
    assert "Try all 3 entries again" in client.get("/jobs/").content.decode()


def test_nothing_of_another_organisation_is_shown_or_touched(chain, enter, other):
    entry, job = make_entry(other), make_job(other, "failed")
    make_entry(other, parked=False)
    make_job(other)
    client = enter(chain.root, "owner")
    page = shown(client)

    assert (page.failures, page.jobs, page.waiting.n, page.entries) == ([], [], 0, 0)
    for address in (f"/jobs/{job}/retry/", f"/jobs/outbox/{entry.pk}/retry/"):
        assert client.post(address).status_code == 404
    client.post("/jobs/outbox/retry/")
    entry.refresh_from_db()
    assert entry.parked_at is not None
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"


def test_whoever_works_for_a_part_sees_and_retries_only_jobs_of_their_files(chain, enter):
    entry, job = make_entry(chain.tenant), make_job(chain.tenant, "failed")
    make_entry(chain.tenant, parked=False)
    make_job(chain.tenant, name=tasks.RUN, import_id=str(uuid.uuid4()))
    client = enter(chain.north, "analyst")
    page = shown(client)

    assert (page.failures, page.jobs, page.waiting.n, page.entries) == ([], [], 0, 0)
    for address in (f"/jobs/{job}/retry/", f"/jobs/outbox/{entry.pk}/retry/"):
        assert client.post(address).status_code == 404
    client.post("/jobs/outbox/retry/")
    entry.refresh_from_db()
    assert entry.parked_at is not None


def test_jobs_of_the_house_belong_to_nobody(chain, enter):
    job = app.configure_task("house.sweep_live_events").defer(timestamp=1)
    client = enter(chain.root, "owner")
    assert shown(client).jobs == []
    assert client.post(f"/jobs/{job}/retry/").status_code == 404


@pytest.mark.parametrize("number", [10**6, 10**25])
def test_what_does_not_exist_leads_nowhere(chain, enter, number):
    client = enter(chain.root, "owner")
    assert client.post(f"/jobs/{number}/retry/").status_code == 404
    assert client.post(f"/jobs/outbox/{number}/retry/").status_code == 404


def test_an_entry_tried_again_is_done_by_the_dispatcher(chain, enter):
    payload = {
        "questionnaire": str(chain.version.questionnaire_id),
        "version": str(chain.version.pk),
        "sign": 1,
        "locations": [],
        "at": [],
        "days": [],
        "scores": [],
        "weights": None,
    }
    entry = make_entry(chain.tenant, payload=payload)
    answer = enter(chain.root, "owner").post(f"/jobs/outbox/{entry.pk}/retry/", follow=True)

    assert "It is tried again within seconds." in answer.content.decode()
    assert answer.context["page"].waiting.n == 1
    assert dispatch(handlers=HANDLERS, now=timezone.now()) == 1
    assert not OutboxEntry.objects.filter(pk=entry.pk).exists()


def test_all_entries_can_be_tried_again_at_once(chain, enter):
    for _ in range(3):
        make_entry(chain.tenant)
    answer = enter(chain.root, "owner").post("/jobs/outbox/retry/", follow=True)
    assert "3 changes are counted again within seconds." in answer.content.decode()
    assert OutboxEntry.objects.filter(parked_at=None, attempts=0).count() == 3


def test_a_failed_job_waits_again_and_asking_twice_does_no_harm(chain, enter):
    job = make_job(chain.tenant, "failed")
    client = enter(chain.root, "owner")
    first = client.post(f"/jobs/{job}/retry/", follow=True)
    second = client.post(f"/jobs/{job}/retry/", follow=True)

    assert "It is tried again within seconds." in first.content.decode()
    assert [(one.number, one.runs, one.tried) for one in first.context["page"].jobs] == [
        (job, False, 1)
    ]
    assert "This has not failed, or is tried again already." in second.content.decode()


def test_a_job_that_waits_already_is_not_doubled(chain, enter):
    job = make_job(chain.tenant, "failed", queueing_lock="one")
    make_job(chain.tenant, queueing_lock="one")
    answer = enter(chain.root, "owner").post(f"/jobs/{job}/retry/", follow=True)

    assert "The same work waits already" in answer.content.decode()
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"


def test_signs_of_life_say_when_and_what_to_do(chain):
    now = datetime(2026, 11, 22, 14, 7, tzinfo=UTC)
    beat(name="dispatcher", now=now - timedelta(seconds=3))
    with within(chain.tenant.pk):
        member = make_member(chain.root)
        before = jobs_page(member=member, asked="", now=now).signs
        beat(name="worker", now=now - timedelta(minutes=2))
        after = jobs_page(member=member, asked="", now=now).signs

    assert [(str(one.name), one.is_alive, one.says) for one in before] == [
        ("Dispatcher", True, "3 seconds ago"),
        ("Worker", False, "no sign yet: run heedful doctor"),
    ]
    assert (after[1].is_alive, after[1].says) == (
        False,
        "since 22 Nov 2026, 14:05 UTC: run heedful doctor",
    )


@pytest.mark.parametrize("n", [1, 3])
def test_the_queries_do_not_grow_with_the_work(chain, enter, django_assert_num_queries, n):
    with within(chain.tenant.pk):
        entry = bring_file(
            tenant_id=chain.tenant.pk, by_id=None, file_name="x.csv", chunks=[b"a,b\n1,2\n"]
        )
    for _ in range(n):
        make_entry(chain.tenant)
        for status in ("todo", "doing", "failed"):
            make_job(chain.tenant, status, tasks.RUN, import_id=str(entry.pk))
    client = enter(chain.root, "owner")
    client.get("/jobs/")
    with django_assert_num_queries(23):
        client.get("/jobs/")
