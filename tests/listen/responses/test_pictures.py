"""Photos of forms: those that were sent stay, those of forms that never came go."""

import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from heedful.base.tenancy.domain import within
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.responses.models import Picture
from heedful.listen.responses.pictures import (
    UNSENT_FOR,
    forget_picture,
    forget_unsent,
    keep_picture,
    path_of,
)
from heedful.listen.responses.sittings import Begun, keep_begun
from tests.makers import make_tenant

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATE = NOON + UNSENT_FOR + timedelta(seconds=1)


@pytest.fixture
def upload(tenant, location):
    def uploaded(form_id, now=NOON):
        content = BytesIO()
        Image.new("RGB", (8, 8), "red").save(content, "PNG")
        content.seek(0)
        return keep_picture(
            tenant_id=tenant.pk, file=content, now=now, form_id=form_id, location=location
        )

    return uploaded


def left():
    return set(Picture.objects.values_list("pk", flat=True))


def test_photos_of_forms_that_never_came_go_after_a_while(
    tenant, location, version, upload, django_capture_on_commit_callbacks
):
    sent_id, begun_id = uuid.uuid4(), uuid.uuid4()
    sent, begun, logo, unsent = (upload(one) for one in (sent_id, begun_id, None, uuid.uuid4()))
    fresh = upload(uuid.uuid4(), now=LATE - timedelta(days=1))
    answer = Submission(
        id=sent_id, at=NOON, channel="web", language="en", scores=[9, 4, 5], comment="", answers={}
    )
    submit(tenant=tenant, version=version, location=location, submission=answer)
    sitting = Begun(
        id=begun_id, version=version, location=location, channel="web", language="en",
        answers={"recommend": 4}, page="all", wait=timedelta(days=30),
    )  # fmt: skip
    keep_begun(tenant_id=tenant.pk, begun=sitting, now=NOON)

    assert forget_unsent(tenant_id=tenant.pk, now=NOON + UNSENT_FOR) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unsent(tenant_id=tenant.pk, now=LATE) == 1

    assert left() == {one.pk for one in (sent, begun, logo, fresh)}
    assert [path_of(one).exists() for one in (sent, begun, logo, fresh, unsent)] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_photos_go_in_one_organisation_only(tenant, upload):
    kept = upload(uuid.uuid4())
    other, _root = make_tenant("Else")
    with within(other.pk):
        assert forget_unsent(tenant_id=other.pk, now=LATE) == 0
    assert left() == {kept.pk}


def test_a_photo_that_another_was_sent_for_goes_and_no_other(tenant, upload):
    form_id = uuid.uuid4()
    first, second, foreign = upload(form_id), upload(form_id), upload(uuid.uuid4())
    for key in (first.pk.hex, foreign.pk.hex):
        forget_picture(tenant_id=tenant.pk, form_id=form_id, key=key)
    assert left() == {second.pk, foreign.pk}
