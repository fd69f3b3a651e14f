from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.consistency.domain import study
from heedful.understand.consistency.queries import findings_visible_to, newest_study
from heedful.understand.consistency.rules import Whole
from heedful.understand.studies.queries import whole_of
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
LAST, NOW = date(2026, 11, 22), datetime(2026, 11, 23, tzinfo=UTC)


def a_chain(scores):
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        places = [make_node(north, "Pier"), *(make_node(root, name) for name in "AB")]
        questionnaire, version = make_questionnaire(tenant)
        rows = [
            (place, LAST - timedelta(days=back), (scores(), 4, 4))
            for back in range(20)
            for place in places
            for _ in range(3)
        ]
        make_feedback(version, rows)
        while dispatch(handlers=HANDLERS, now=NOW):
            pass
    return tenant, north, places, {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk}


def test_a_study_is_kept_and_seen_only_in_scope():
    rng = np.random.default_rng(1)
    tenant, north, places, about = a_chain(lambda: int(rng.integers(4, 11)))
    with within(tenant.pk):
        made = study(**about, now=NOW)
        run = newest_study(**about)
        found = findings_visible_to(member=make_member(north), run=run)
        whole = whole_of(run, Whole)

    assert run == made
    assert list(found) == [places[0].pk]
    assert (found[places[0].pk].n, found[places[0].pk].days) == (60, 20)
    assert (whole.n, whole.places, whole.days) == (180, 3, 60)
    # All came at noon and nobody has a name, so of these parts nothing can be told.
    assert [whole.part(name).share for name in ("shift", "customer")] == [None, None]


def test_answers_that_are_all_alike_make_no_study():
    tenant, _north, _places, about = a_chain(lambda: 9)
    with within(tenant.pk):
        assert study(**about, now=NOW) is None
        assert newest_study(**about) is None
