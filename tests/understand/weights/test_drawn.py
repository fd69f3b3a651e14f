"""Answers to invitations count one over the chance with which their visits were drawn."""

import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection

from heedful.base.customers.domain import find_or_make
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import RowFactor
from heedful.listen.invitations.domain import change_plan, make_programme, start
from heedful.listen.invitations.drawing import draw_all
from heedful.listen.invitations.models import Invitation, State, Visit
from heedful.listen.invitations.rules import Plan
from heedful.understand.studies.queries import whole_of
from heedful.understand.weights.factors import by_draw
from heedful.understand.weights.ways import Way, Weighting
from heedful.understand.weights.weighting import choose, study
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant
from tests.understand.weights.test_weighting import hand_out

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
VISITS = {"Big": 1_500, "Small": 300}
SAID = {"Big": 3, "Small": 10}


def test_trimmed_weights_keep_the_sum_and_say_which_they_are():
    chance = np.array([1.0] * 97 + [0.1, 0.02, 0.02])
    weight = np.ones(100)

    factor, limited = by_draw(chance, weight)

    # Exact are 1, 10 and 50 over a mean of 2.07.
    assert factor.sum() == pytest.approx(100)
    assert limited.tolist() == [False] * 98 + [True] * 2
    assert factor[97] / factor[0] == pytest.approx(10)
    assert factor[99] / factor[97] == pytest.approx(5 * 2.07 / 10)


@pytest.fixture
def asked(db):
    """As many answers are wanted of a big unhappy place as of a small happy one; all asked answer.

    Nobody answers who was not drawn.
    """
    tenant, root = make_tenant()
    with within(tenant.pk):
        questionnaire, version = make_questionnaire(tenant)
        by = {"by": make_member(root), "now": NOW}
        programme = make_programme(name="After", questionnaire=questionnaire, place=root, **by)
        change_plan(programme=programme, plan=Plan(answers_wanted=15), **by)
        programme.refresh_from_db()
        places = {name: make_node(root, name) for name in VISITS}
        start(programme=programme, **by)
        guest = find_or_make(tenant_id=tenant.pk, identities=[("external", "1")])
        for name, n in VISITS.items():
            visit(places[name], guest, n)
        draw_all(tenant_id=tenant.pk, now=NOW)
        drawn = Invitation.objects.filter(state=State.WAITING).select_related("location")
        rows = [(one.location, NOW.date(), [SAID[one.location.name], 3, 3]) for one in drawn]
        keys = make_feedback(version, rows)
        with connection.cursor() as cursor:
            cursor.executemany(
                "update listen_feedback set visit_id = %s where id = %s",
                [(one.visit_id, key) for one, key in zip(drawn, keys, strict=True)],
            )
        drawn.update(state=State.ANSWERED, sent_at=NOW, answered_at=NOW)
        hand_out()
        yield questionnaire


def visit(place, guest, n):
    Visit.objects.bulk_create(
        Visit(
            tenant_id=place.tenant_id,
            customer=guest,
            location=place,
            visited_at=NOW - timedelta(hours=2),
            day=NOW.date(),
            daypart="lunch",
            key=f"{place.name} {i}",
            source="api",
            received_at=NOW,
        )
        for i in range(n)
    )


def test_weights_recover_the_truth_that_the_plain_mean_misses(asked):
    names = {"tenant_id": asked.tenant_id, "questionnaire_id": asked.pk, "now": NOW}
    whole = whole_of(study(**names), Weighting)
    plain, drawn = whole.effects

    # All of the big place are detractors, all of the small one promoters.
    truth = 100 * (VISITS["Small"] - VISITS["Big"]) / sum(VISITS.values())
    assert (plain.way, drawn.way) == (Way.NONE, Way.DRAWN)
    assert (whole.in_use, whole.drawn) == (Way.NONE, plain.answers)
    # Draws are by chance: four standard errors and more lie between these bounds and the truth.
    assert drawn.value == pytest.approx(truth, abs=15)
    assert plain.value > truth + 40
    assert drawn.effective < plain.effective
    assert RowFactor.objects.count() == 0

    choose(**names, way=Way.DRAWN, by_id=uuid.uuid4())
    assert whole_of(study(**names), Weighting).in_use == Way.DRAWN
    factors = set(RowFactor.objects.values_list("kind", "factor"))
    (_, light), (_, heavy) = sorted(factors)
    # Chances of 0.1 and 0.5.
    assert {kind for kind, _factor in factors} == {"design"}
    assert heavy / light == pytest.approx(5, rel=1e-4)
