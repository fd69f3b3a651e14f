"""Rows follow the choice, cells follow the rows, a repetition is quiet, and undo is exact."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.asking.overview import node_scores
from heedful.understand.metrics.domain import apply, verify
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.queries import whole_of
from heedful.understand.weights.domain import plan_of, take_back_traffic, take_traffic
from heedful.understand.weights.domain import study as who_answers
from heedful.understand.weights.ways import Way, Weighting
from heedful.understand.weights.weighting import choose, study
from tests.makers import make_feedback, make_questionnaire, make_tenant
from tests.understand.weights.conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db
VISITS = "\n".join(
    ["location_code,trading_day,visits"]
    + [
        f"{place},{MONDAY + timedelta(weeks=week, days=day)},50"
        for place in ("pier", "mill")
        for week in range(4)
        for day in (0, 1)
    ]
).encode()


@pytest.fixture
def world(pair):
    tenant, root, _part, questionnaire, places = pair
    plan = plan_of(tenant_id=tenant.pk, data=VISITS, name="visits.csv")
    take_traffic(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, plan=plan, now=NOW)
    return tenant, root, questionnaire, places


def hand_out():
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    handed = 0
    while count := dispatch(handlers={CHANGED: apply}, now=datetime(2100, 1, 1, tzinfo=UTC)):
        handed += count
    return handed


def take(questionnaire, way, hours):
    names = {"tenant_id": questionnaire.tenant_id, "questionnaire_id": questionnaire.pk}
    choose(**names, way=way, by_id=uuid.uuid4(), now=NOW + timedelta(hours=hours))
    return study(**names, now=NOW + timedelta(hours=hours, minutes=1))


def again(questionnaire):
    return study(tenant_id=questionnaire.tenant_id, questionnaire_id=questionnaire.pk, now=NOW)


def shown(root, questionnaire):
    """Score, effective and plain number of answers of the whole, as pages show them."""
    about = subject(tenant_id=root.tenant_id, questionnaire_id=questionnaire.pk)
    window = Window(MONDAY, MONDAY + timedelta(days=60))
    found = node_scores(subject=about, window=window, nodes=[root.pk]).shown
    return float(found.value[0]), float(found.n[0]), int(found.answers[0])


def cells(tenant):
    """Every cell, with weights of one written out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select location_id, day, rows, sums, coalesce(weighted,"
            " array(select v * 1000000 from unnest(sums) with ordinality as s (v, i) order by i))"
            " from understand_day_cell where tenant_id = %s order by 1, 2",
            [tenant.pk],
        )
        return cursor.fetchall()


def test_before_a_choice_it_is_told_what_each_way_would_do(world):
    _tenant, _root, questionnaire, _places = world
    whole = whole_of(again(questionnaire), Weighting)
    plain, raked, chance = whole.effects

    assert [one.way for one in whole.effects] == [Way.NONE, Way.RAKED, Way.CHANCE]
    assert (plain.value, plain.answers, plain.effective) == (pytest.approx(60), 200, 200)
    # Half of the visits were on Mondays: 100 of the happy, 100 of the others.
    assert raked.value == pytest.approx(0, abs=1e-4)
    assert chance.value == pytest.approx(0, abs=5)
    # Weights 0.625 and 2.5: n sum(w^2) / sum(w)^2.
    assert raked.design_effect == pytest.approx(
        200 * (160 * 0.625**2 + 40 * 2.5**2) / 200**2, rel=1e-6
    )
    assert (whole.in_use, whole.weighted, whole.others) == (Way.NONE, 200, 0)
    assert RowFactor.objects.count() == OutboxEntry.objects.count() == 0


@pytest.mark.parametrize("way", [Way.RAKED, Way.CHANCE])
def test_scores_follow_a_choice_and_come_back_exactly(world, way):
    tenant, root, questionnaire, _places = world
    before, plain = cells(tenant), shown(root, questionnaire)
    run = take(questionnaire, way, 1)
    hand_out()
    effect = next(one for one in whole_of(run, Weighting).effects if one.way == way)

    value, effective, answers = shown(root, questionnaire)
    assert (value, effective) == (pytest.approx(effect.value), pytest.approx(effect.effective))
    assert answers == 200
    assert set(RowFactor.objects.values_list("kind", flat=True)) == {"design"}
    assert not verify(tenant.pk)

    again(questionnaire)
    assert OutboxEntry.objects.count() == 0

    take(questionnaire, Way.NONE, 2)
    hand_out()
    assert RowFactor.objects.count() == 0
    assert cells(tenant) == before
    assert shown(root, questionnaire) == plain
    assert not verify(tenant.pk)


def test_new_answers_are_weighted_when_it_is_looked_again(world):
    tenant, _root, questionnaire, (pier, _mill) = world
    take(questionnaire, Way.RAKED, 1)
    hand_out()
    version = QuestionnaireVersion.objects.get(questionnaire=questionnaire)
    later = MONDAY + timedelta(weeks=6)
    monday, tuesday, friday = make_feedback(
        version, [(pier, later + timedelta(days=n), (5, 3, 3)) for n in (0, 1, 4)]
    )
    hand_out()

    whole = whole_of(again(questionnaire), Weighting)

    factors = dict(RowFactor.objects.values_list("feedback_id", "factor"))
    # As on the days of the visits; nobody counted visits on Fridays.
    assert (factors[monday], factors[tuesday]) == (625_000, 2_500_000)
    assert friday not in factors
    assert whole.last == later + timedelta(days=4)
    assert whole.effects[0].answers == 200
    hand_out()
    assert not verify(tenant.pk)


def test_doubtful_answers_stay_doubtful_and_are_not_weighted_up_again(world):
    tenant, _root, questionnaire, _places = world
    doubted = list(Feedback.objects.filter(day=MONDAY).values_list("id", flat=True))
    told = Factors(doubted, [500_000] * len(doubted), [["copied"]] * len(doubted))
    set_factors(tenant_id=tenant.pk, kind="quality", factors=told, now=NOW)
    hand_out()
    before = cells(tenant)

    run = take(questionnaire, Way.RAKED, 1)
    hand_out()

    raked = whole_of(run, Weighting).effects[1]
    # 40 of 160 answers on Mondays count half: 140 on Mondays, 40 on Tuesdays, 90 wanted of each.
    assert raked.value == pytest.approx(0, abs=1e-4)
    design = RowFactor.objects.filter(kind="design", feedback_id__in=doubted)
    assert {one.factor for one in design} == {round(1e6 * 90 / 140)}
    take(questionnaire, Way.NONE, 2)
    hand_out()
    assert cells(tenant) == before


def test_who_answers_is_told_without_the_weights_it_gave(world):
    tenant, _root, questionnaire, _places = world
    names = {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk, "now": NOW}
    before = [one.result for one in who_answers(**names).places.order_by("location_id")]
    take(questionnaire, Way.RAKED, 1)
    assert [one.result for one in who_answers(**names).places.order_by("location_id")] == before


def test_rows_come_back_when_the_visits_are_taken_back(world):
    tenant, _root, questionnaire, _places = world
    take(questionnaire, Way.RAKED, 1)
    assert RowFactor.objects.count() == 200
    take_back_traffic(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk)

    assert again(questionnaire) is None
    assert RowFactor.objects.count() == 0
    hand_out()
    assert not verify(tenant.pk)


def test_another_questionnaire_keeps_its_own(world):
    tenant, _root, questionnaire, (pier, _mill) = world
    take(questionnaire, Way.RAKED, 1)
    other, version = make_questionnaire(tenant, name="Staff")
    make_feedback(version, [(pier, MONDAY, (5, 3, 3))])
    hand_out()
    assert again(other) is None
    assert RowFactor.objects.count() == 200


def test_nothing_to_weigh():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        questionnaire, _version = make_questionnaire(tenant)
        assert again(questionnaire) is None
