import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.customers.models import Customer
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.domain import LinkUsed, Submission, SurveyFull, submit
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.surveys.links import make_link
from heedful.listen.surveys.models import SurveyLink
from tests.makers import make_node, make_questionnaire, make_tenant

# A month that nobody has made partitions for.
LATE = datetime(2031, 5, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def submission():
    return Submission(
        id=uuid.uuid4(),
        at=LATE,
        channel="web",
        language="en",
        scores=[9, 4, 5],
        comment="Fine",
        answers={"recommend": "9"},
    )


@pytest.fixture
def keep(tenant, version, location):
    def kept(submission):
        return submit(tenant=tenant, version=version, location=location, submission=submission)

    return kept


def topics():
    return sorted(OutboxEntry.objects.values_list("topic", flat=True))


def test_the_first_answer_of_a_month_makes_its_partitions(keep, submission):
    assert keep(submission) is True

    feedback = Feedback.objects.get()
    assert (feedback.id, feedback.occurred_at) == (submission.id, LATE)
    # Half past one in Berlin is still the shift that began on the 31st.
    assert feedback.day == date(2031, 5, 31)
    assert OutboxEntry.objects.get(topic="feedback.changed").payload["days"] == ["2031-05-31"]


def test_a_form_counts_for_when_it_was_opened_and_came_in_when_it_was_sent(keep, submission):
    sent = LATE + timedelta(hours=4)
    keep(replace(submission, now=sent))
    keep(replace(submission, now=sent + timedelta(hours=1)))

    feedback = Feedback.objects.get()
    assert (feedback.occurred_at, feedback.received_at) == (LATE, sent)
    assert feedback.day == date(2031, 5, 31)
    assert Response.objects.get().received_at == LATE


@pytest.mark.usefixtures("plans")
def test_the_same_form_is_kept_once(keep, submission):
    assert [keep(submission) for _ in range(3)] == [True, False, False]
    # A form that lay open for long counts for the moment it was sent, and still only once.
    assert keep(replace(submission, at=LATE.replace(day=30))) is False
    assert (Response.objects.count(), Feedback.objects.count()) == (1, 1)
    assert topics() == ["feedback.changed", "feedback.received"]


def test_one_statement_writes_everything(keep, submission, django_assert_num_queries):
    keep(submission)
    with django_assert_num_queries(5) as queries:
        keep(replace(submission, id=uuid.uuid4()))
    written = [one["sql"] for one in queries.captured_queries if "insert into" in one["sql"]]
    assert len(written) == 1
    assert connection.in_atomic_block


def test_who_said_it_is_kept_and_whoever_must_look_is_told(keep, submission, tenant, version):
    customer = Customer.objects.create(tenant=tenant)
    visit = uuid.uuid4()
    keep(replace(submission, customer_id=customer.pk, visit_id=visit))

    kept = Feedback.objects.get()
    assert (kept.customer_id, kept.visit_id, kept.partial) == (customer.pk, visit, False)
    told = OutboxEntry.objects.get(topic="feedback.received")
    assert (told.key, told.payload) == (
        submission.id,
        {
            "location": str(kept.location_id),
            "version": str(version.pk),
            "questionnaire": str(version.questionnaire_id),
        },
    )


def test_a_form_that_was_left_counts_and_nobody_is_called(keep, submission):
    assert keep(replace(submission, partial=True, comment="")) is True
    assert topics() == ["feedback.changed"]


def test_a_form_that_was_left_is_completed_by_whoever_comes_back(keep, submission):
    keep(replace(submission, partial=True, scores=[9, -32767, -32767], comment=""))

    assert [keep(replace(submission, now=LATE + timedelta(days=1))) for _ in range(2)] == [
        True,
        False,
    ]
    kept = Feedback.objects.get(superseded_at=None)
    assert (kept.revision, kept.scores, kept.comment, kept.partial) == (1, [9, 4, 5], "Fine", False)
    assert topics() == ["feedback.changed"] * 3 + ["feedback.received"]
    # What arrives late of the part does not undo the whole.
    assert keep(replace(submission, partial=True, comment="")) is False


@pytest.mark.usefixtures("plans")
def test_a_link_for_one_answer_takes_one(keep, submission, version, location):
    token = make_link(version=version, location=location, once=True)
    used = SurveyLink.objects.get()
    mine = replace(submission, link=bytes(used.token_hash))

    assert [keep(mine), keep(mine)] == [True, False]
    with pytest.raises(LinkUsed):
        keep(replace(mine, id=uuid.uuid4()))
    assert Feedback.objects.count() == 1
    used.refresh_from_db()
    assert (used.used_by, used.used_at, bool(token)) == (mine.id, LATE, True)


def test_a_begun_form_goes_with_its_answer(keep, submission, tenant, version, location):
    for key in (submission.id, uuid.uuid4()):
        Sitting.objects.create(
            id=key,
            tenant=tenant,
            version=version,
            location=location,
            channel="web",
            started_at=LATE,
            updated_at=LATE,
            ends_at=LATE,
        )
    keep(submission)
    assert Sitting.objects.exclude(id=submission.id).count() == Sitting.objects.count() == 1


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_a_double_click_is_one_answer(submission):
    """Both copies arrive at once, each on a connection of its own."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root)
        _questionnaire, version = make_questionnaire(tenant)

    def click(_number):
        try:
            return submit(tenant=tenant, version=version, location=place, submission=submission)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        kept = sorted(hands.map(click, range(8)))
    assert kept == [False] * 7 + [True]
    with within(tenant.pk):
        assert (Response.objects.count(), Feedback.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_a_survey_takes_no_more_answers_than_it_was_to(submission):
    """Many send at once, each on a connection of its own."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root)
        questionnaire, version = make_questionnaire(tenant)
        questionnaire.most_answers = 5
        questionnaire.save()

    def send(number):
        form = replace(submission, id=uuid.UUID(int=number))
        try:
            return submit(tenant=tenant, version=version, location=place, submission=form)
        except SurveyFull:
            return "full"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as hands:
        told = list(hands.map(send, range(24)))
    assert sorted(told, key=str) == [True] * 5 + ["full"] * 19
    first = told.index(True)
    # Who sends the same form again is told that it is kept.
    assert send(first) is False
    left = replace(submission, id=uuid.UUID(int=99), partial=True)
    assert submit(tenant=tenant, version=version, location=place, submission=left)
    with within(tenant.pk):
        assert Feedback.objects.filter(partial=False).count() == 5
