import uuid
from datetime import UTC, datetime, timedelta

import pytest

from cxstats.sums import NOT_ANSWERED
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import erase
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.responses.sittings import Begun, begun_of, end_left, is_kept, keep_begun
from heedful.listen.surveys.domain import publish_definition
from tests.listen.surveys.definition.examples import EVERYTHING
from tests.makers import make_tenant

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def begin(tenant, location):
    version = publish_definition(
        tenant=tenant, definition=EVERYTHING, questionnaire_name="Visit", version_name="1"
    )

    def begun(answers, now=NOON, key=None):
        one = Begun(
            id=key or uuid.uuid4(),
            version=version,
            location=location,
            channel="web",
            language="de",
            answers=answers,
            page="items",
            wait=HOUR,
        )
        return keep_begun(tenant_id=tenant.pk, begun=one, now=now).pk

    return begun


def test_what_was_answered_is_kept_when_nobody_comes_back(tenant, begin):
    said = begin({"likely": 3, "why": "Cold"})
    nothing = begin({"likely": None})
    later = begin({"likely": 9}, now=NOON + HOUR)

    assert end_left(tenant=tenant, now=NOON + HOUR) == 2
    assert list(Sitting.objects.values_list("pk", flat=True)) == [later]
    kept = Feedback.objects.get()
    assert (kept.id, kept.partial, kept.occurred_at) == (said, True, NOON)
    assert kept.scores == [3, *[NOT_ANSWERED] * 5]
    assert (kept.comment, kept.language, kept.seconds) == ("Cold", "de", None)
    assert Response.objects.get().answers == {"likely": 3, "why": "Cold"}
    assert end_left(tenant=tenant, now=NOON + HOUR) == 0
    assert not Feedback.objects.filter(id=nothing).exists()


def test_who_comes_back_has_more_time(tenant, begin):
    key = begin({"likely": 3})
    begin({"likely": 4}, now=NOON + HOUR / 2, key=key)

    assert end_left(tenant=tenant, now=NOON + HOUR) == 0
    assert begun_of(tenant_id=tenant.pk, form_id=key).answers == {"likely": 4}
    assert end_left(tenant=tenant, now=NOON + 1.5 * HOUR) == 1
    assert Feedback.objects.get().seconds == [1800]
    assert not is_kept(tenant_id=tenant.pk, form_id=key)


def test_an_erasure_takes_a_begun_form_with_it(tenant, begin):
    key = begin({"likely": 3})
    erase(tenant_id=tenant.pk, feedback_id=key)
    assert Sitting.objects.count() == 0


def test_a_form_is_begun_in_one_organisation(tenant, begin):
    key = begin({"likely": 3})
    other, _root = make_tenant("Else")
    with within(other.pk):
        assert begun_of(tenant_id=other.pk, form_id=key) is None
        assert end_left(tenant=other, now=NOON + 9 * HOUR) == 0
