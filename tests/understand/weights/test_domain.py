from datetime import timedelta

import numpy as np
import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.rules import RECOMMEND
from heedful.understand.metrics.series import RatedItem
from heedful.understand.studies.models import PlaceStudy
from heedful.understand.studies.queries import result_of, whole_of
from heedful.understand.weights.domain import (
    NotTheWhole,
    plan_of,
    preview_traffic,
    study,
    take_back_traffic,
    take_traffic,
)
from heedful.understand.weights.rules import PlaceAnswers, WhoAnswers
from heedful.understand.weights.summing import together
from heedful.understand.weights.traffic import NotTraffic
from tests.makers import make_member, make_questionnaire, make_tenant
from tests.understand.weights.conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db
VALUES = RECOMMEND.values(RatedItem(code="r", label="", role="outcome", low=0, high=10).scale)


def visits_file(lines=()):
    rows = [
        f"{place},{MONDAY + timedelta(weeks=week, days=day)},50"
        for place in ("pier", "mill")
        for week in range(4)
        for day in (0, 1)
    ]
    return "\n".join(["location_code,trading_day,visits", *rows, *lines]).encode()


def found(run):
    places = {
        one.location_id: result_of(one, PlaceAnswers) for one in PlaceStudy.objects.filter(run=run)
    }
    return whole_of(run, WhoAnswers), places


def bring(tenant, questionnaire, data=None):
    plan = plan_of(tenant_id=tenant.pk, data=data or visits_file(), name="visits.csv")
    take_traffic(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, plan=plan, now=NOW)
    return plan


def study_of(tenant, questionnaire):
    return study(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, now=NOW)


def test_answers_are_weighted_to_the_days_on_which_guests_came(pair):
    tenant, _root, _part, questionnaire, (pier, _mill) = pair
    plan = bring(tenant, questionnaire)

    whole, places = found(study_of(tenant, questionnaire))

    assert (plan.total, len(plan.kinds)) == (800, 2)
    assert places[pier.pk].answered == (80, 20)
    assert places[pier.pk].visits == (200, 200)
    # Of 100 answers 80 praise and 20 do not: 60. Half of the guests came on each day: 0.
    all_of = together(list(places.values()), about=whole, values=VALUES, finish=RECOMMEND.finish)
    assert all_of.raw.value == pytest.approx(60)
    assert all_of.weighted.value == pytest.approx(0, abs=5)
    # Weights 0.625 and 2.5: n sum(w^2) / sum(w)^2.
    assert all_of.design_effect == pytest.approx(100 * (80 * 0.625**2 + 20 * 2.5**2) / 100**2)
    assert (all_of.answers, all_of.visits) == (200, 800)
    assert all_of.rate.value == 0.25
    assert all_of.worst.low == pytest.approx(0.25 * 60 - 75)


def test_without_visits_the_band_supposes_that_hardly_anybody_answers(pair):
    tenant, _root, _part, questionnaire, _places = pair

    whole, places = found(study_of(tenant, questionnaire))

    all_of = together(list(places.values()), about=whole, values=VALUES, finish=RECOMMEND.finish)
    assert not whole.has_visits
    assert (all_of.rate, all_of.weighted) == (None, None)
    assert (all_of.worst.low, all_of.worst.high) == (-100, 100)
    assert all_of.band.low < all_of.raw.value < all_of.band.high


def test_visits_can_be_taken_back(pair):
    tenant, _root, _part, questionnaire, _places = pair
    bring(tenant, questionnaire)

    assert take_back_traffic(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk)
    assert not take_back_traffic(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk)

    whole, _places_again = found(study_of(tenant, questionnaire))
    assert not whole.has_visits


def test_what_cannot_be_read_is_counted_and_left_out(pair):
    tenant, *_rest = pair
    lines = [
        "nowhere,2026-01-05,3",
        "pier,5 January,3",
        "pier,2026-01-05,many",
        "mill,2026-01-05,-1",
    ]

    plan = plan_of(tenant_id=tenant.pk, data=visits_file(lines), name="visits.csv")

    assert (plan.total, dict(plan.unknown), plan.n_faults) == (800, {"nowhere": 1}, 3)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"code,visits\npier,3\n",
        b"location_code,trading_day,visits\nnowhere,2026-01-05,3\n",
        b"location_code,trading_day,visits,hours\npier,2026-01-05,3,10:00-12:00\npier,2026-01-05,3,11:00-13:00\n",
    ],
)
def test_a_file_that_says_nothing_is_refused(pair, data):
    with pytest.raises(NotTraffic):
        plan_of(tenant_id=pair[0].pk, data=data, name="visits.csv")


def test_only_who_has_the_whole_brings_visits(pair):
    _tenant, root, part, *_rest = pair
    whole, smaller = make_member(root, "analyst"), make_member(part, "analyst")

    assert preview_traffic(member=whole, data=visits_file(), name="v.csv").total == 800
    with pytest.raises(NotTheWhole):
        preview_traffic(member=smaller, data=visits_file(), name="v.csv")


def test_nothing_to_study():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        questionnaire, _version = make_questionnaire(tenant)
        assert study_of(tenant, questionnaire) is None


def test_no_places_are_no_numbers():
    whole = WhoAnswers((), (), "recommend", -100, 100)
    nothing = together([], about=whole, values=VALUES, finish=RECOMMEND.finish)

    assert (nothing.answers, nothing.raw, nothing.band, nothing.enough) == (0, None, None, False)
    assert np.isfinite(whole.odds)
