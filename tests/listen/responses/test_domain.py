import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.responses.models import Response
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


def test_the_first_answer_of_a_month_makes_its_partitions(keep, submission):
    assert keep(submission) is True

    feedback = Feedback.objects.get()
    assert (feedback.id, feedback.occurred_at) == (submission.id, LATE)
    # Half past one in Berlin is still the shift that began on the 31st.
    assert feedback.day == date(2031, 5, 31)
    assert OutboxEntry.objects.get().payload["days"] == ["2031-05-31"]


def test_the_same_form_is_kept_once(keep, submission):
    assert [keep(submission) for _ in range(3)] == [True, False, False]
    # A form that lay open for long counts for the moment it was sent, and still only once.
    assert keep(replace(submission, at=LATE.replace(day=30))) is False
    assert (Response.objects.count(), Feedback.objects.count()) == (1, 1)
    assert OutboxEntry.objects.count() == 1


def test_one_statement_writes_everything(keep, submission, django_assert_num_queries):
    keep(submission)
    with django_assert_num_queries(5) as queries:
        keep(replace(submission, id=uuid.uuid4()))
    written = [one["sql"] for one in queries.captured_queries if "insert into" in one["sql"]]
    assert len(written) == 1
    assert connection.in_atomic_block


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
