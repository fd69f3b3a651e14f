from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.metrics.queries import subject
from heedful.understand.trends.domain import study
from heedful.understand.trends.queries import courses_visible_to, newest_trends
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
START = date(2026, 5, 1)


def test_what_is_found_is_kept_by_place_and_group_and_read_in_scope():
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        one, two = make_node(north, "One"), make_node(north, "Two")
        others = [make_node(root, f"Other {k}") for k in range(4)]
        questionnaire, version = make_questionnaire(tenant)
        rows = [
            (
                place,
                START + timedelta(days=day),
                [(2 if place == one and day >= 80 else 9) + (day + k) % 2, 3, 3],
            )
            for day in range(150)
            for place in (one, two, *others)
            for k in range(2)
        ]
        make_feedback(version, rows)
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        run = study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW)
        assert run is not None
        about = subject(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk)
        found = newest_trends(subject=about)
        assert found is not None
        _, whole = found
        here = courses_visible_to(
            member=make_member(north), run=run, node=root, on=date(2026, 11, 20)
        )

    assert (whole.item, whole.metric, whole.places, whole.changed) == (
        "recommend",
        "recommend",
        6,
        1,
    )
    assert set(here) == {one.pk, two.pk}
    assert [shift.day for shift in here[one.pk].shifts] == [START + timedelta(days=80)]
    assert here[two.pk].shifts == ()
    assert len(whole.of_group(north.pk).shifts) == 1
    assert (run.first_day, run.last_day) == (START, START + timedelta(days=149))


def test_without_answers_there_is_nothing_to_study():
    tenant, _ = make_tenant()
    with within(tenant.pk):
        questionnaire, _ = make_questionnaire(tenant)
        assert study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW) is None
