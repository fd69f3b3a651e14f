from datetime import date

import pytest

from cxstats.sums import NOT_ANSWERED
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.rows import read_rows
from tests.makers import (
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
)

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = date(2026, 11, 1), date(2026, 11, 2)


def test_rows_come_as_columns_by_slot(django_assert_num_queries):
    tenant, root = make_tenant()
    with within(tenant.pk):
        first, second = make_node(root, "A"), make_node(root, "B")
        questionnaire, one = make_questionnaire(tenant)
        make_item(questionnaire, "late")
        two = make_version(questionnaire, "2", [3, 0])
        ids = make_feedback(one, [(second, SUNDAY, [9, 4, 5]), (first, MONDAY, [3, 2, -2])])
        ids += make_feedback(two, [(first, SUNDAY, [1, 10])], comments=["fine"])
        with django_assert_num_queries(2):
            rows = read_rows(
                tenant_id=tenant.pk,
                questionnaire_id=questionnaire.pk,
                first=SUNDAY,
                last=MONDAY,
                slots=4,
            )
    by_id = dict(zip(rows.ids, rows.scores.tolist(), strict=True))
    assert by_id == {
        ids[0]: [9, 4, 5, NOT_ANSWERED],
        ids[1]: [3, 2, -2, NOT_ANSWERED],
        ids[2]: [10, NOT_ANSWERED, NOT_ANSWERED, 1],
    }
    assert sorted(rows.weekdays.tolist()) == [0, 6, 6]
    assert set(rows.minutes.tolist()) == {12 * 60}
    assert sorted(rows.comment_lengths.tolist()) == [0, 0, 4]
    assert {rows.locations[i] for i in rows.at.tolist()} == {first.pk, second.pk}


def test_no_rows_are_empty_columns():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        questionnaire, _version = make_questionnaire(tenant)
        rows = read_rows(
            tenant_id=tenant.pk,
            questionnaire_id=questionnaire.pk,
            first=SUNDAY,
            last=MONDAY,
            slots=3,
        )
    assert len(rows) == 0
    assert rows.scores.shape == (0, 3)
