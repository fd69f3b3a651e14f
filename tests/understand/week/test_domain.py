from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from cxstats.scores import NOT_ANSWERED
from heedful.base.org.models import Node, RosterShift
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.week.domain import study
from heedful.understand.week.queries import newest_week, weeks_visible_to, whole_week
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SUNDAY, LUNCH = 6, 1


def count():
    while dispatch(handlers=HANDLERS, now=NOW):
        pass


def a_chain():
    """Four places with four guests a day at noon; Sundays are bad at the first one."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        places = [make_node(north, "Pier"), *(make_node(root, name) for name in "ABC")]
        questionnaire, version = make_questionnaire(tenant)
        luck = np.random.default_rng(4)
        rows = []
        for back in range(140):
            day = LAST - timedelta(days=back)
            for place in places:
                low = 3 if place is places[0] and day.weekday() == SUNDAY else 0
                scores = luck.integers(6, 11, 4) - low
                rows += [(place, day, (int(score), 4, 4)) for score in scores]
        make_feedback(version, rows)
        count()
    return tenant, north, places, questionnaire


def test_a_bad_weekday_of_one_place_is_found_and_seen_only_in_scope():
    tenant, north, places, questionnaire = a_chain()
    about = {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk}
    with within(tenant.pk):
        study(**about, now=NOW)
        run = newest_week(**about)
        everywhere = Node.objects.filter(tenant=tenant.pk)
        weeks = weeks_visible_to(member=make_member(north), run=run, locations=everywhere)
        whole = whole_week(run=run)

    assert list(weeks) == [places[0].pk]
    week = weeks[places[0].pk]
    marked = [cell for cell in week.cells if cell.is_marked]
    assert [(cell.weekday, cell.daypart, cell.n) for cell in marked] == [(SUNDAY, LUNCH, 80)]
    assert week.weakest == marked[0]
    assert marked[0].distance_low < marked[0].value - week.level < marked[0].distance_high < -2
    assert week.n == 560
    assert (whole.n, whole.locations, whole.patterns) == (2240, 4, ())
    assert (run.first_day, run.last_day) == (LAST - timedelta(days=364), LAST)


def test_rows_that_count_for_nothing_are_not_counted():
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root)
        questionnaire, version = make_questionnaire(tenant)
        rows = [
            (place, LAST, (9, 4, 4)),
            (place, LAST, (1, 4, 4)),
            (place, LAST, (NOT_ANSWERED, 4, 4)),
        ]
        make_feedback(version, rows, weights=[1_000_000, 0, 1_000_000])
        count()
        run = study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW)

    assert whole_week(run=run).n == 1


def test_without_answers_there_is_nothing_to_study():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        questionnaire, _version = make_questionnaire(tenant)
        assert study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW) is None


def test_shifts_with_a_senior_on_duty_are_compared_with_their_like():
    tenant, _north, places, questionnaire = a_chain()
    with within(tenant.pk):
        before = study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW)
        assert whole_week(run=before).senior is None
        days = [LAST - timedelta(days=back) for back in range(140)]
        RosterShift.objects.bulk_create(
            RosterShift(
                tenant=tenant, location=place, day=day, daypart="lunch", senior=i // 7 % 2 == 0
            )
            for place in places[:2]
            for i, day in enumerate(days)
        )
        run = study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW)
        whole = whole_week(run=run)
        everywhere = Node.objects.filter(tenant=tenant.pk)
        member = make_member(places[0])
        here = weeks_visible_to(member=member, run=run, locations=everywhere)[places[0].pk]

    assert (whole.senior.shifts_with, whole.senior.shifts_without) == (140, 140)
    assert whole.senior.n == 1120
    # Luck alone makes the difference here.
    assert whole.senior.holds_zero
    assert (here.senior.shifts_with, here.senior.n) == (70, 560)
