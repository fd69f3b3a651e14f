from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.asymmetry.domain import study
from heedful.understand.asymmetry.queries import latest
from heedful.understand.asymmetry.rules import Weight
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 4, 1, tzinfo=UTC)
FIRST = date(2026, 3, 1)


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield root, make_questionnaire(tenant)[1]


def answers(root, version, *, places):
    """Waiting costs below 3 and brings nothing above; food brings above 3 alone."""
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(places):
        node = make_node(root)
        rated = rng.integers(1, 6, (60, 2))
        away = rated - 3
        felt = 5 + 2 * np.minimum(away[:, 0], 0) + 2 * np.maximum(away[:, 1], 0)
        outcome = np.clip(np.rint(felt + rng.normal(0, 0.5, 60)), 0, 10).astype(int)
        told = zip(outcome.tolist(), *rated.T.tolist(), strict=True)
        rows += [(node, FIRST + timedelta(days=i % 28), one) for i, one in enumerate(told)]
    make_feedback(version, rows)
    while dispatch(handlers=HANDLERS, now=NOW):
        pass


def looked(version):
    keys = {"tenant_id": version.tenant_id, "questionnaire_id": version.questionnaire_id}
    return study(**keys, now=NOW), latest(**keys)


def test_what_counts_below_and_what_counts_above_is_found(house):
    root, version = house
    answers(root, version, places=12)

    run, found = looked(version)

    assert (run.kind, found.study.n, found.study.locations) == ("asymmetry", 720, 12)
    assert found.last_day == date(2026, 3, 28)
    assert {one.item: (one.usual, one.weight) for one in found.study.items} == {
        "waiting": (3, Weight.MUST_HAVE),
        "food": (3, Weight.DELIGHT),
    }


def test_few_places_are_told_without_effects(house):
    root, version = house
    answers(root, version, places=2)
    found = looked(version)[1].study
    assert [(one.below, one.weight) for one in found.items] == [(None, Weight.NOT_SHOWN)] * 2


def test_without_answers_there_is_no_study(house):
    assert looked(house[1]) == (None, None)
