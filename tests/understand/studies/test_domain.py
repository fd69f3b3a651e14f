from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import nan

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import KEPT_RUNS, keep
from heedful.understand.studies.models import PlaceStudy, StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of
from tests.makers import make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
WINDOW = Window(date(2026, 1, 1), date(2026, 1, 31))
NOW = datetime(2026, 2, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    value: float | None
    words: tuple[str, ...] = ()


def test_a_study_is_read_as_it_was_kept_and_only_in_scope():
    tenant, root = make_tenant()
    with within(tenant.pk):
        part = make_node(root, "part", location=False)
        inside, outside = make_node(part, "in"), make_node(root, "out")
        questionnaire, _ = make_questionnaire(tenant)
        keep(
            tenant_id=tenant.pk,
            questionnaire_id=questionnaire.pk,
            kind="week",
            window=WINDOW,
            now=NOW,
            whole=Found(nan, ("a",)),
            places={inside.pk: Found(1.5), outside.pk: Found(2.5)},
        )
        run = latest_run(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, kind="week")
        assert run is not None
        assert whole_of(run, Found) == Found(None, ("a",))
        seen = places_visible_to(member=make_member(part), run=run)
        assert [result_of(one, Found) for one in seen] == [Found(1.5)]


def test_old_runs_of_the_same_kind_are_forgotten():
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root)
        questionnaire, _ = make_questionnaire(tenant)
        for number in range(KEPT_RUNS + 2):
            keep(
                tenant_id=tenant.pk,
                questionnaire_id=questionnaire.pk,
                kind="week",
                window=WINDOW,
                now=NOW + timedelta(days=number),
                whole=Found(number),
                places={place.pk: Found(number)},
            )
        keep(
            tenant_id=tenant.pk,
            questionnaire_id=questionnaire.pk,
            kind="other",
            window=WINDOW,
            now=NOW,
            whole=Found(0),
            places={},
        )
        values = StudyRun.objects.filter(kind="week").values_list("result__value", flat=True)
        assert sorted(values) == [float(n) for n in range(2, KEPT_RUNS + 2)]
        assert PlaceStudy.objects.count() == KEPT_RUNS
        assert StudyRun.objects.filter(kind="other").count() == 1
