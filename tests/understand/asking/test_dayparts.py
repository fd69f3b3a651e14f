"""An organisation's own parts of the day are those of every path and every filter."""

from datetime import UTC, date, datetime

import pytest

from heedful.base.org.dayparts import Daypart
from heedful.base.org.models import Node
from heedful.base.org.own_dayparts import keep_dayparts
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.understand.asking.queries import ask
from heedful.understand.asking.rules import Question
from heedful.understand.lake.domain import sync
from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.lake.marks import is_behind
from heedful.understand.lake.raw import RawOnPostgres
from heedful.understand.metrics.dimensions import Dimension, Filter
from heedful.understand.metrics.rules import Window
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAY = date(2026, 3, 10)
OWN = (Daypart("Zero hour", 4 * 60), Daypart("Noon", 12 * 60), Daypart("After dark", 20 * 60))


@pytest.fixture
def house(db):
    """One answer at noon and one at nine in the evening, by the clocks of two places."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        here, there = make_node(root, "Here"), make_node(root, "There")
        Node.objects.filter(pk=there.pk).update(time_zone="Asia/Tokyo")
        version = make_questionnaire(tenant)[1]
        make_feedback(version, [(here, DAY, [9, 4, 5]), (there, DAY, [2, 1, 1])])
        count_all()
        sync(tenant_id=tenant.pk, now=NOW)
        keep_dayparts(tenant_id=tenant.pk, dayparts=OWN)
        yield tenant, make_member(root)


def asked(member, path, *where):
    question = Question(
        "mean", Window(DAY, DAY), by=(Dimension.DAYPART,), where=where, item="waiting"
    )
    answer = ask(member=member, question=question, paths=[path])
    values = zip(answer.keys, answer.figures.value.tolist(), strict=True)
    return [(part, value) for (part,), value in values]


def test_rows_in_postgres_are_cut_by_them_at_once_and_the_lake_is_not_read_before_it_has_them(
    house,
):
    tenant, member = house

    assert asked(member, RawOnPostgres()) == [("Noon", 4.0), ("After dark", 1.0)]
    question = Question("mean", Window(DAY, DAY), by=(Dimension.DAYPART,))
    assert ask(member=member, question=question).plan.path.name == RawOnPostgres.name
    assert is_behind(tenant_id=tenant.pk)

    assert sync(tenant_id=tenant.pk, now=NOW).rows == 2
    assert ask(member=member, question=question).plan.path.name == LakeOnDuckDB.name


@pytest.mark.parametrize("path", [LakeOnDuckDB(), RawOnPostgres()])
def test_a_filter_by_one_finds_its_rows(house, path):
    tenant, member = house
    sync(tenant_id=tenant.pk, now=NOW)

    assert asked(member, path) == [("Noon", 4.0), ("After dark", 1.0)]
    one = Filter(Dimension.DAYPART, ("After dark",))
    assert asked(member, path, one) == [("After dark", 1.0)]
    assert asked(member, path, Filter(Dimension.DAYPART, ("breakfast",))) == []


def test_another_name_for_the_same_hours_needs_no_writing(house):
    tenant, member = house
    sync(tenant_id=tenant.pk, now=NOW)
    called = tuple(Daypart(f"{part.name}!", part.starts) for part in OWN)
    keep_dayparts(tenant_id=tenant.pk, dayparts=called)

    assert not is_behind(tenant_id=tenant.pk)
    assert asked(member, LakeOnDuckDB()) == [("Noon!", 4.0), ("After dark!", 1.0)]


def test_a_day_of_one_part_is_a_day(house):
    tenant, member = house
    keep_dayparts(tenant_id=tenant.pk, dayparts=[Daypart("All day", 4 * 60)])

    assert asked(member, RawOnPostgres()) == [("All day", 2.5)]
