from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.org.domain import place, rebuild_ancestry
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.understand.asking.overview import location_scores, node_scores
from heedful.understand.metrics.domain import apply
from heedful.understand.metrics.queries import main_questionnaire, subject
from heedful.understand.metrics.rules import MEAN, TOP_BOX, Window
from heedful.understand.metrics.subject import NoOutcome
from tests.makers import (
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
)

NOW = datetime(2100, 1, 1, tzinfo=UTC)
WINDOW = Window(date(2026, 3, 2), date(2026, 3, 15))
IN, BEFORE = date(2026, 3, 10), date(2026, 2, 20)


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield tenant, root, make_questionnaire(tenant)[1]


def hand_out():
    dispatch(handlers={CHANGED: apply}, now=NOW)


def about(version, **named):
    return subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id, **named)


def test_a_location_is_shown_with_its_own_answers_of_the_window(house):
    _, root, version = house
    a, b = make_node(root, "A"), make_node(root, "B")
    rows = [
        (node, IN, [answer, 3, 3])
        for node, answers in ((a, [9, 0, 0]), (b, [9, 10, 0]))
        for answer in answers
    ]
    make_feedback(version, [*rows, (a, BEFORE, [7, 1, 1]), (b, date(2026, 1, 1), [0, 1, 1])])
    hand_out()

    scores = location_scores(subject=about(version), window=WINDOW, locations=[b.pk, a.pk])

    assert scores.ids == (b.pk, a.pk)
    assert scores.shown.answers.tolist() == [3, 3]
    assert scores.shown.enough.tolist() == [False, False]
    assert scores.shown.low[0] < scores.shown.value[0] < scores.shown.high[0]
    assert scores.shown.change.n_before.tolist() == [0, 1]
    assert scores.subject.metric.name == "recommend"


def test_a_location_that_heard_nothing_is_shown_as_not_enough(house):
    _, root, version = house
    a, quiet = make_node(root, "A"), make_node(root, "Quiet")
    make_feedback(version, [(a, IN, [10, 5, 5]), (a, IN, [8, 5, 5])])
    hand_out()

    scores = location_scores(subject=about(version), window=WINDOW, locations=[quiet.pk])

    assert scores.shown.answers.tolist() == [0]
    assert scores.shown.enough.tolist() == [False]


def test_an_organisation_without_feedback_has_no_score(house):
    _, root, version = house
    a = make_node(root, "A")

    scores = location_scores(subject=about(version), window=WINDOW, locations=[a.pk])

    assert np.isnan(scores.shown.value).all()


def test_a_location_that_moved_is_counted_where_it_was(house):
    tenant, root, version = house
    north, south = (make_node(root, name, location=False) for name in ("North", "South"))
    mover, other = make_node(north, "Mover"), make_node(south, "Other")
    moved_on = date(2026, 3, 10)
    place(node=mover, parent=south, since=moved_on)
    rebuild_ancestry(tenant_id=tenant.pk)
    make_feedback(
        version,
        [
            (mover, date(2026, 3, 9), [2, 1, 1]),
            (mover, moved_on, [10, 5, 5]),
            (other, moved_on, [8, 5, 5]),
        ],
    )
    hand_out()

    scores = node_scores(
        subject=about(version, metric=MEAN),
        window=WINDOW,
        nodes=[north.pk, south.pk, root.pk, mover.pk],
    )

    assert scores.shown.answers.tolist() == [1, 2, 3, 2]
    assert scores.shown.value.tolist() == pytest.approx([2, 9, 20 / 3, 6])


def test_weights_count_as_soon_as_one_differs_from_one(house):
    _, root, version = house
    a = make_node(root, "A")
    make_feedback(version, [(a, IN, [10, 5, 5])])
    make_feedback(version, [(a, IN, [0, 1, 1])], weights=[3_000_000])
    hand_out()

    scores = node_scores(subject=about(version, metric=MEAN), window=WINDOW, nodes=[root.pk])

    assert scores.shown.value.tolist() == [2.5]
    assert (scores.shown.answers.tolist(), scores.shown.n.tolist()) == ([2], [1.6])


def test_items_that_older_cells_do_not_have_count_as_not_answered(house):
    _, root, version = house
    a = make_node(root, "A")
    make_feedback(version, [(a, IN, [10, 5, 5])])
    hand_out()
    make_item(version.questionnaire, "cleanliness")

    scores = node_scores(
        subject=about(version, item="cleanliness", metric=TOP_BOX), window=WINDOW, nodes=[root.pk]
    )

    assert scores.shown.answers.tolist() == [0]


@pytest.mark.parametrize("n_locations", [1, 3])
def test_the_number_of_queries_does_not_grow(house, n_locations, django_assert_num_queries):
    _, root, version = house
    ids = [make_node(root).pk for _ in range(n_locations)]
    what = about(version)

    with django_assert_num_queries(2):
        location_scores(subject=what, window=WINDOW, locations=ids)
    with django_assert_num_queries(2):
        node_scores(subject=what, window=WINDOW, nodes=[root.pk, *ids])
    with django_assert_num_queries(1):
        about(version)


def test_other_organisations_count_for_nothing(house):
    _, root, version = house
    a = make_node(root, "A")
    other, other_root = make_tenant("Elsewhere")
    with within(other.pk):
        there = make_node(other_root, "A")
        _, other_version = make_questionnaire(other)
        make_feedback(other_version, [(there, IN, [1, 1, 1])])
    hand_out()

    scores = node_scores(subject=about(version), window=WINDOW, nodes=[root.pk, other_root.pk])

    assert scores.shown.answers.tolist() == [0, 0]
    assert location_scores(subject=about(version), window=WINDOW, locations=[a.pk]).ids == (a.pk,)


def test_pages_speak_of_the_questionnaire_with_most_feedback_in_the_newest_year(house):
    tenant, root, old = house
    a = make_node(root, "A")
    assert main_questionnaire(tenant_id=tenant.pk) == old.questionnaire
    newer, version = make_questionnaire(tenant, name="Newer")
    make_feedback(old, [(a, IN - timedelta(days=400), [9, 1, 1])] * 5)
    make_feedback(old, [(a, IN - timedelta(days=1), [9, 1, 1])])
    make_feedback(version, [(a, IN, [9, 1, 1])] * 2)
    hand_out()

    assert main_questionnaire(tenant_id=tenant.pk) == newer


def test_a_questionnaire_without_outcome_cannot_be_a_subject(house):
    _, _, version = house
    version.questionnaire.items.filter(slot=0).update(role="marker", primary=False)

    with pytest.raises(NoOutcome):
        about(version)
