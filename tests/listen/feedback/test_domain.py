import uuid
from datetime import UTC, datetime, timedelta

import pytest

from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.domain import NoSuchFeedback, correct, erase
from heedful.listen.feedback.models import Feedback
from heedful.listen.feedback.queries import Score, latest
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.responses.models import Response

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def say(tenant, version, location):
    def said(*scores, comment="", at=NOON):
        submission = Submission(uuid.uuid4(), at, "web", "en", scores, comment, {})
        submit(tenant=tenant, version=version, location=location, submission=submission)
        return submission.id

    return said


def told():
    entries = OutboxEntry.objects.filter(topic="feedback.changed")
    rows = entries.order_by("id").values_list("payload", flat=True)
    return [(row["sign"], row["scores"][0]) for row in rows]


def test_a_correction_is_a_new_revision_and_the_old_one_no_longer_counts(tenant, say):
    one = say(4, 2, 3, comment="Slow")
    later = NOON + timedelta(days=1)

    correct(tenant_id=tenant.pk, feedback_id=one, scores=[4, 1, 3], now=later)

    rows = Feedback.objects.order_by("revision").values_list(
        "revision", "scores", "comment", "superseded_at", "occurred_at"
    )
    assert list(rows) == [
        (0, [4, 2, 3], "Slow", later, NOON),
        (1, [4, 1, 3], "Slow", None, NOON),
    ]
    assert told() == [(1, [4, 2, 3]), (-1, [4, 2, 3]), (1, [4, 1, 3])]


def test_saying_the_same_again_changes_nothing(tenant, say):
    one = say(4, 2, 3, comment="Slow")
    correct(tenant_id=tenant.pk, feedback_id=one, scores=[4, 2, 3], comment="Slow", now=NOON)
    assert (Feedback.objects.count(), len(told())) == (1, 1)


def test_an_erasure_leaves_nothing_and_takes_back_what_counted(tenant, say):
    one, other = say(4, 2, 3, comment="Ann Miller"), say(9, 5, 5)
    correct(tenant_id=tenant.pk, feedback_id=one, scores=[5, 2, 3], now=NOON)

    assert erase(tenant_id=tenant.pk, feedback_id=one) == 2

    assert [row.id for row in Feedback.objects.all()] == [other]
    assert [row.id for row in Response.objects.all()] == [other]
    assert sum(sign for sign, _scores in told()) == 1
    assert told()[-1] == (-1, [5, 2, 3])
    assert erase(tenant_id=tenant.pk, feedback_id=one) == 0
    with pytest.raises(NoSuchFeedback):
        correct(tenant_id=tenant.pk, feedback_id=one, comment="x", now=NOON)


def test_what_is_new_comes_newest_first_with_words_only_for_those_who_may(location, say):
    say(4, 2, -32768, comment="Slow")
    say(9, 5, 5, at=NOON + timedelta(hours=1))

    newest, oldest = latest(location=location, limit=5, with_comments=True)
    assert newest.occurred_at.isoformat() == "2026-03-01T14:00:00+01:00"
    assert (oldest.comment, oldest.headline.value) == ("Slow", 4)
    assert oldest.lowest == Score("Waiting time", 2, 1, 5, is_outcome=False, is_primary=False)
    assert (len(oldest.scores), newest.lowest) == (2, None)
    assert [one.comment for one in latest(location=location, limit=1, with_comments=False)] == [""]


def test_what_is_new_takes_four_queries(location, say, django_assert_num_queries):
    for _ in range(3):
        say(4, 2, 3)
        with django_assert_num_queries(4):
            latest(location=location, limit=5, with_comments=True)
