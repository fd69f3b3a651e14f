from datetime import UTC, date, datetime

import pytest

from heedful.base.notify.duty import chains
from heedful.base.notify.models import DutyTurn, StandIn
from tests.makers import make_member

# A Wednesday; the places are in UTC.
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WEDNESDAY, TUESDAY = 2, 1


def turn(team, member, *, place=None, weekday=WEDNESDAY, starts=9 * 60, ends=17 * 60):
    return DutyTurn.objects.create(
        tenant=team.tenant,
        place=place or team.place,
        member=member,
        weekday=weekday,
        starts=starts,
        ends=ends,
    )


def steps(team, now=NOON):
    (chain,) = chains(tenant_id=team.tenant.pk, locations=[team.place.pk], now=now).values()
    return [[one.pk for one in step] for step in chain.steps]


def test_without_turns_the_manager_is_called_and_then_those_above(team):
    assert steps(team) == [[team.manager.pk], [team.boss.pk]]


def test_whoever_is_on_duty_is_called_first_and_once(team):
    turn(team, team.boss)

    assert steps(team) == [[team.boss.pk], [team.manager.pk]]


@pytest.mark.parametrize(("hour", "on_duty"), [(8, False), (9, True), (16, True), (17, False)])
def test_a_turn_begins_and_ends_on_the_minute(team, hour, on_duty):
    agent = make_member(team.root, "care_agent")
    turn(team, agent)

    assert (steps(team, NOON.replace(hour=hour))[0] == [agent.pk]) is on_duty


def test_a_turn_past_midnight_goes_on_the_next_day(team):
    agent = make_member(team.root, "care_agent")
    turn(team, agent, weekday=TUESDAY, starts=18 * 60, ends=26 * 60)

    assert steps(team, NOON.replace(hour=1))[0] == [agent.pk]
    assert steps(team, NOON.replace(hour=2))[0] == [team.manager.pk]


def test_a_turn_is_read_by_the_clock_of_the_place(team):
    team.place.time_zone = "America/New_York"
    team.place.save()
    agent = make_member(team.root, "care_agent")
    turn(team, agent)

    assert steps(team, NOON.replace(hour=13))[0] == [team.manager.pk]
    assert steps(team, NOON.replace(hour=14))[0] == [agent.pk]


def test_the_nearest_turn_counts(team):
    near, far = (make_member(team.root, "care_agent") for _ in range(2))
    turn(team, far, place=team.root)
    assert steps(team)[0] == [far.pk]
    turn(team, near)
    assert steps(team)[0] == [near.pk]


def stand_in(team, away, by, first=25, last=25):
    StandIn.objects.create(
        tenant=team.tenant,
        member=away,
        by=by,
        first_day=date(2026, 11, first),
        last_day=date(2026, 11, last),
    )


def test_a_stand_in_takes_the_turn_and_two_who_stand_in_for_each_other_end_somewhere(team):
    ann, bob, cid = (make_member(team.root, "care_agent") for _ in range(3))
    turn(team, ann)
    stand_in(team, ann, bob)
    assert steps(team)[0] == [bob.pk]
    stand_in(team, bob, cid)
    stand_in(team, cid, ann)
    assert steps(team)[0] == [cid.pk]


def test_a_stand_in_of_other_days_does_not(team):
    ann, bob = (make_member(team.root, "care_agent") for _ in range(2))
    turn(team, ann)
    stand_in(team, ann, bob, first=26, last=30)

    assert steps(team)[0] == [ann.pk]


def test_who_may_not_see_alerts_or_has_left_is_not_called(team):
    waiter, gone = make_member(team.place, "front_line"), make_member(team.place, "care_agent")
    gone.user.is_active = False
    gone.user.save()
    turn(team, waiter)
    turn(team, gone)

    assert steps(team) == [[team.manager.pk], [team.boss.pk]]


def test_many_places_cost_as_many_queries_as_one(team, django_assert_num_queries):
    turn(team, team.manager)
    with django_assert_num_queries(4):
        chains(tenant_id=team.tenant.pk, locations=[team.place.pk, team.root.pk], now=NOON)
