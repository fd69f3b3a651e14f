from datetime import date

import pytest

from cxstats.sums import NOT_ANSWERED
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.rows import read_once, read_rows
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


def read(questionnaire, first, last):
    return read_rows(
        tenant_id=questionnaire.tenant_id,
        questionnaire_id=questionnaire.pk,
        first=first,
        last=last,
        slots=4,
    )


def told(rows):
    return {
        name: part.tolist() if hasattr(part, "tolist") else part
        for name, part in ((name, getattr(rows, name)) for name in rows.__slots__)
    }


def test_a_narrower_window_is_cut_from_what_was_read_before(django_assert_num_queries):
    tenant, root = make_tenant()
    with within(tenant.pk):
        first, second = make_node(root, "A"), make_node(root, "B")
        questionnaire, one = make_questionnaire(tenant)
        make_item(questionnaire, "late")
        two = make_version(questionnaire, "2", [3, 0])
        make_feedback(one, [(first, SUNDAY, [9, 4, 5]), (second, MONDAY, [3, 2, -2])])
        make_feedback(two, [(second, SUNDAY, [1, 10]), (first, MONDAY, [2, 9])])
        apart = [read(questionnaire, day, day) for day in (SUNDAY, MONDAY)]
        both = read(questionnaire, SUNDAY, MONDAY)
        with read_once():
            with django_assert_num_queries(2):
                again = read(questionnaire, SUNDAY, MONDAY)
            with django_assert_num_queries(0):
                cut = [read(questionnaire, day, day) for day in (SUNDAY, MONDAY)]
            with django_assert_num_queries(2):
                read(questionnaire, SUNDAY, date(2026, 11, 3))
        with django_assert_num_queries(2):
            read(questionnaire, SUNDAY, MONDAY)

    assert [told(one) for one in cut] == [told(one) for one in apart]
    assert told(again) == told(both)
    assert [len(one.locations) for one in cut] == [2, 2]


def test_rows_of_another_questionnaire_are_read_anew(django_assert_num_queries):
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "A")
        questionnaire, version = make_questionnaire(tenant)
        other, _ = make_questionnaire(tenant, name="Other")
        make_feedback(version, [(place, SUNDAY, [9, 4, 5])])
        with read_once(), django_assert_num_queries(6):
            found = [
                len(read(one, SUNDAY, SUNDAY)) for one in (questionnaire, other, questionnaire)
            ]

    assert found == [1, 0, 1]
