from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.org.domain import place, rebuild_ancestry
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.understand.drivers.domain import KEPT_RUNS, compute
from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.drivers.queries import (
    current_study_window,
    first_steps,
    latest_run,
    priorities_visible_to,
    priority_of,
    studies_for,
    told,
)
from heedful.understand.drivers.rules import Reason, Study
from heedful.understand.metrics.domain import apply
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from tests.makers import (
    changed,
    make_item,
    make_member,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
    put_changed,
)

NOW = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield root, make_questionnaire(tenant)[1]


def rows(node, *, n=60, waiting=4.0, food=4.0, seed=1, day=MARCH.first):
    """Answers of one place: recommend, waiting, food."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 0.5, n)
    drivers = [
        np.clip(np.rint(mean + mood + rng.normal(0, 0.7, n)), 1, 5) for mean in (waiting, food)
    ]
    outcome = np.clip(np.rint(sum(drivers) + rng.normal(0, 1, n)), 0, 10)
    scores = np.stack([outcome, *drivers], axis=1).astype(int).tolist()
    return [(node, day + timedelta(days=i % 28), one) for i, one in enumerate(scores)]


def count(version, given, **options):
    put_changed(version, changed(version, given, **options))
    dispatch(handlers={CHANGED: apply}, now=NOW)


def run(version, **options):
    return compute(
        tenant_id=version.tenant_id,
        questionnaire_id=version.questionnaire_id,
        now=NOW,
        **options,
    )


@pytest.fixture
def chain(house):
    """Twelve places: the first waits too long, the second eats badly."""
    root, version = house
    north = make_node(root, "North", location=False)
    places = [make_node(north) for _ in range(12)]
    given = rows(places[0], waiting=2.5, n=150) + rows(places[1], food=2.5, n=150, seed=2)
    for i, node in enumerate(places[2:]):
        given += rows(node, seed=10 + i)
    count(version, given)
    return north, places, version


def test_a_run_keeps_its_study_and_everybodys_priority(chain):
    _, places, version = chain
    quiet = make_node(chain[0], "Quiet")

    made = run(version)

    assert (made.first_day, made.last_day) == (date(2025, 3, 1), date(2026, 3, 28))
    assert made.priorities.count() == 13
    firsts = [told(priority_of(location_id=p.pk, run=made)).first for p in places[:2]]
    assert [one.item for one in firsts] == ["waiting", "food"]
    assert all(one.gain > 5 and one.low > 0 for one in firsts)
    assert told(priority_of(location_id=quiet.pk, run=made)).reason == Reason.TOO_FEW_ANSWERS
    study = Study.of_json(made.study)
    assert (study.n, study.locations) == (900, 12)
    assert {one.item for one in study.drivers} == {"waiting", "food"}
    assert (
        latest_run(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id) == made
    )


def test_the_same_data_give_the_same_findings_and_nothing_turns_around(chain):
    _, places, version = chain
    one, other = run(version), run(version)

    assert one.study == other.study
    for place_ in places:
        first, again = (priority_of(location_id=place_.pk, run=made) for made in (one, other))
        assert told(again).first == told(first).first or told(first).reason


def test_a_person_sees_the_priorities_of_their_own_places_only(chain):
    _, places, version = chain
    made = run(version)
    member = make_member(places[0], role="location_manager")

    seen = priorities_visible_to(member=member, run=made)

    assert [priority.location_id for priority in seen] == [places[0].pk]
    assert first_steps(priorities=seen).by_item == (("waiting", 1),)


def test_first_steps_are_counted(chain):
    made = run(chain[2])

    steps = first_steps(priorities=made.priorities.all())

    assert sum(n for _, n in steps.by_item + steps.not_named) == 12
    assert dict(steps.by_item)["waiting"] >= 1


def test_a_study_on_request_is_about_the_places_below_a_node(chain):
    north, places, version = chain
    run(version)
    about = subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)

    whole = studies_for(subject=about, window=MARCH, node=north.pk)[0]
    one = studies_for(subject=about, window=MARCH, node=places[0].pk)[0]

    assert (whole.n, whole.locations, one.n, one.locations) == (900, 12, 150, 1)
    waiting = {study.n: d for study in (whole, one) for d in study.drivers if d.item == "waiting"}
    assert waiting[150].score < waiting[900].score
    assert waiting[150].room > waiting[900].room >= 0


@pytest.mark.parametrize("n_places", [1, 3])
def test_the_number_of_queries_does_not_grow(house, n_places, django_assert_num_queries):
    root, version = house
    for i in range(n_places):
        count(version, rows(make_node(root), seed=i))
    run(version)
    about = subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)

    with django_assert_num_queries(4):
        studies_for(subject=about, window=MARCH, node=root.pk)[0]
    with django_assert_num_queries(2):
        current_study_window(subject=about)


def test_a_place_that_moved_counts_for_a_group_while_it_belonged_there(house):
    root, version = house
    north, south = (make_node(root, name, location=False) for name in ("North", "South"))
    mover = make_node(north, "Mover")
    place(node=mover, parent=south, since=date(2026, 3, 1))
    rebuild_ancestry(tenant_id=version.tenant_id)
    count(version, rows(mover, day=date(2026, 2, 1), n=40) + rows(mover, n=50, seed=2))
    about = subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)
    both = Window(date(2026, 2, 1), date(2026, 3, 31))

    studies = [studies_for(subject=about, window=both, node=node.pk)[0] for node in (north, south)]

    assert [study.n for study in studies] == [40, 50]
    assert [round(study.drivers[0].pairs) for study in studies] == [40, 50]


def test_versions_with_other_items_make_one_study(house):
    root, version = house
    a = make_node(root, "A")
    count(version, rows(a, n=50))
    make_item(version.questionnaire, "wifi")
    newer = make_version(version.questionnaire, "2", [3, 0, 1])
    given = [(node, day, [one[2], one[0], one[1]]) for node, day, one in rows(a, n=40, seed=4)]
    count(newer, given)
    about = subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)

    study = studies_for(subject=about, window=MARCH, node=root.pk)[0]

    assert study.n == 90
    assert {one.item: round(one.pairs) for one in study.drivers} == {
        "waiting": 90,
        "food": 50,
        "wifi": 40,
    }


def test_weights_are_used_once_there_are_any(chain):
    north, places, version = chain
    count(version, rows(places[0], n=30, seed=77), weights=[2_500_000] * 30)
    about = subject(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)

    study = studies_for(subject=about, window=MARCH, node=north.pk)[0]

    assert (study.weighted, study.n) == (True, 930)
    assert study.drivers[0].pairs < 930


def test_without_outcome_driver_or_answer_there_is_no_run(house):
    root, version = house
    make_node(root, "A")
    assert run(version) is None
    bare = make_questionnaire(root.tenant, [], name="No drivers")[1]
    count(bare, [(make_node(root), MARCH.first, [9])])
    assert run(bare) is None
    version.questionnaire.items.filter(slot=0).update(role="marker", primary=False)
    assert run(version) is None


def test_old_runs_are_forgotten(house):
    root, version = house
    count(version, rows(make_node(root, "A")))
    DriverRun.objects.bulk_create(
        DriverRun(
            tenant_id=version.tenant_id,
            questionnaire_id=version.questionnaire_id,
            first_day=MARCH.first,
            last_day=MARCH.last,
            computed_at=NOW - timedelta(days=1 + i),
            study={},
        )
        for i in range(KEPT_RUNS + 3)
    )

    made = run(version, window=MARCH)

    assert DriverRun.objects.count() == KEPT_RUNS
    assert Priority.objects.filter(run=made).count() == 1


def test_other_organisations_are_not_compared(chain):
    _, _, version = chain
    other, other_root = make_tenant("Elsewhere")
    with within(other.pk):
        _, other_version = make_questionnaire(other)
        count(other_version, rows(make_node(other_root, "A")))

    made = run(version)

    assert Study.of_json(made.study).n == 900
    with within(other.pk):
        assert DriverRun.objects.count() == 0
