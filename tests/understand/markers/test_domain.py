from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.markers.domain import study
from heedful.understand.markers.queries import markers_of, newest, warnings_visible_to
from tests.makers import (
    make_feedback,
    make_member,
    make_node,
    make_questionnaire,
    make_tenant,
)

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LAST = date(2026, 3, 31)


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        questionnaire, version = make_questionnaire(tenant)
        questionnaire.items.filter(code="food").update(role="marker")
        yield root, version


def answers(version, places, *, days=120):
    """Three a day; at the first place the marker has been two points lower for 20 days."""
    rng = np.random.default_rng(1)
    rows = []
    for number, node in enumerate(places):
        for back in range(days):
            low = 2 if number == 0 and back < 20 else 0
            marks = np.clip(np.rint(rng.normal(4 - low, 0.7, 3)), 1, 5).astype(int).tolist()
            rows += [(node, LAST - timedelta(days=back), (8, 4, mark)) for mark in marks]
    make_feedback(version, rows)
    while dispatch(handlers=HANDLERS, now=NOW):
        pass


def looked(version):
    keys = {"tenant_id": version.tenant_id, "questionnaire_id": version.questionnaire_id}
    study(**keys, now=NOW)
    return newest(**keys)


def test_a_marker_that_fell_is_told_where_it_fell_to_whom_it_concerns(house):
    root, version = house
    places = [make_node(root, f"P{i}") for i in range(4)]
    answers(version, places)

    run = looked(version)

    whole = markers_of(run)
    assert (whole.outcome, whole.watched, whole.warned) == ("recommend", 4, 1)
    assert [(one.item, one.comes_first, one.value) for one in whole.leads] == [
        ("food", False, None)
    ]
    keys = [place.pk for place in places]
    seen = warnings_visible_to(member=make_member(root), run=run, places=keys)
    assert [(one.location, len(one.found.warnings)) for one in seen] == [
        (place, int(place == places[0])) for place in places
    ]
    fallen = seen[0].found.warnings[0]
    assert fallen.item == "food"
    assert LAST - timedelta(days=20) <= fallen.since <= LAST - timedelta(days=14)
    assert fallen.before == pytest.approx(4, abs=0.2)
    assert fallen.low < fallen.now < fallen.high < 3
    other = warnings_visible_to(member=make_member(places[1]), run=run, places=keys)
    assert [one.location for one in other] == [places[1]]


def test_little_feedback_is_told_as_such(house):
    root, version = house
    place = make_node(root)
    answers(version, [place], days=20)
    run = looked(version)
    seen = warnings_visible_to(member=make_member(root), run=run, places=[place.pk])
    assert [(one.found.watched, one.found.warnings) for one in seen] == [(False, ())]


def test_without_marker_or_answer_there_is_no_study(house):
    root, version = house
    assert looked(version) is None
    version.questionnaire.items.filter(code="food").update(role="driver")
    answers(version, [make_node(root)], days=2)
    assert looked(version) is None
