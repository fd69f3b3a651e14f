"""Chances, draws, times and what follows refusals."""

from datetime import UTC, datetime, time, timedelta

import pytest

from heedful.base.customers.rules import Refusal, Refused
from heedful.listen.invitations.rules import (
    Later,
    Plan,
    Stratum,
    after_refusals,
    chances,
    deadline,
    due_at,
    is_drawn,
    ways_left,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_nothing_known_asks_everybody():
    assert chances(Plan(), {}) == {}
    assert chances(Plan(), {"lunch": Stratum(10)}) == {"lunch": 1.0}


def test_where_fewer_answer_more_are_asked():
    strata = {"lunch": Stratum(1000, 10_000, 2_000), "late": Stratum(500, 10_000, 1_000)}
    found = chances(Plan(), strata)
    assert found["late"] == 1.0
    # Answers then come in the shares of the visits: 1000 × p × 0.2 = 2 × (500 × 1 × 0.1).
    assert found["lunch"] == pytest.approx(0.5, rel=0.01)
    assert chances(Plan(even_out=False), strata) == {"lunch": 1.0, "late": 1.0}


def test_nobodys_chance_falls_below_a_quarter_of_the_share():
    strata = {"lunch": Stratum(1, 100_000, 90_000), "late": Stratum(1, 100_000, 100)}
    assert chances(Plan(share=0.8), strata) == {"lunch": 0.2, "late": 0.8}


def test_few_asked_say_little_about_how_many_answer():
    strata = {"lunch": Stratum(100, 2, 2), "late": Stratum(100, 2, 0)}
    found = chances(Plan(), strata)
    assert 0.6 < found["lunch"] < 1.0


def test_only_as_many_are_asked_as_answers_are_wanted():
    strata = {"lunch": Stratum(600, 1_000, 200), "late": Stratum(400, 1_000, 200)}
    found = chances(Plan(answers_wanted=40), strata)
    expected = sum(strata[name].visits * p * 0.2 for name, p in found.items())
    assert expected == pytest.approx(40, rel=0.03)
    assert chances(Plan(answers_wanted=1_000_000), strata) == {"lunch": 1.0, "late": 1.0}
    assert chances(Plan(answers_wanted=0), strata) == {"lunch": 0.02, "late": 0.02}


def test_the_answers_have_the_shares_of_the_visits():
    """Visits drawn and answered by chance: parts of the day come back as they were."""
    strata = {
        "lunch": Stratum(20_000, 4_000, 1_200),
        "evening": Stratum(30_000, 4_000, 800),
        "late": Stratum(10_000, 4_000, 480),
    }
    found = chances(Plan(), strata)
    answers = {
        name: sum(
            is_drawn(found[name], programme="p", visit=f"{name}{n}") for n in range(one.visits)
        )
        * one.answered
        / one.asked
        for name, one in strata.items()
    }
    shares = {name: n / sum(answers.values()) for name, n in answers.items()}
    assert shares == pytest.approx({"lunch": 1 / 3, "evening": 1 / 2, "late": 1 / 6}, abs=0.01)


def drawn(name, visits, chance):
    return sum(is_drawn(chance, programme="p", visit=f"{name}{n}") for n in range(visits))


def test_a_draw_is_by_chance_and_always_the_same():
    found = [is_drawn(0.3, programme="p", visit=str(n)) for n in range(20_000)]
    assert found == [is_drawn(0.3, programme="p", visit=str(n)) for n in range(20_000)]
    assert sum(found) / 20_000 == pytest.approx(0.3, abs=0.01)
    assert all(is_drawn(1.0, programme="p", visit=str(n)) for n in range(1_000))


@pytest.mark.parametrize(
    ("zone", "visited", "due"),
    [
        ("UTC", NOON, NOON + 2 * HOUR),
        ("UTC", NOON.replace(hour=19), NOON.replace(hour=9) + 24 * HOUR),
        ("UTC", NOON.replace(hour=3), NOON.replace(hour=9)),
        ("America/New_York", NOON, NOON + 2 * HOUR),
        ("America/New_York", NOON - 2 * HOUR, NOON + 2 * HOUR),
        ("Asia/Tokyo", NOON, datetime(2026, 11, 26, 0, tzinfo=UTC)),
    ],
)
def test_people_are_asked_by_day_where_they_live(zone, visited, due):
    assert due_at(Plan(), visited_at=visited, zone=zone) == due


def test_a_visit_is_asked_about_for_some_days():
    assert deadline(Plan(max_days=2), visited_at=NOON) == NOON + 48 * HOUR


def refused(reason, hours=None):
    return Refused(Refusal(reason), None if hours is None else NOON + hours * HOUR)


@pytest.mark.parametrize(
    ("refusals", "follows"),
    [
        ([], "no_customer"),
        ([refused("no_address")], "no_address"),
        ([refused("no_address"), refused("no_consent")], "no_consent"),
        ([refused("opted_out"), refused("no_address")], "opted_out"),
        ([refused("budget", 100)], "budget"),
        ([refused("quiet_hours", 5), refused("no_consent")], Later(NOON + 5 * HOUR)),
        ([refused("quiet_hours", 5), refused("quiet_hours", 3)], Later(NOON + 3 * HOUR)),
        ([refused("open_case")], "open_case"),
    ],
)
def test_what_follows_when_nobody_may_ask(refusals, follows):
    assert after_refusals(refusals, last=NOON + 48 * HOUR) == follows


def test_quiet_hours_of_a_programme_may_be_narrower():
    plan = Plan(earliest=time(17), latest=time(18))
    assert due_at(plan, visited_at=NOON, zone="UTC") == NOON.replace(hour=17)


@pytest.mark.parametrize(
    ("failed", "left"),
    [
        ((), ("email", "sms", "call")),
        ({"email"}, ("sms", "call")),
        ({"sms"}, ("email", "call")),
        ({"email", "sms", "call"}, ()),
    ],
)
def test_no_way_is_tried_again_by_which_nothing_arrived(failed, left):
    assert ways_left(Plan(channels=("email", "sms", "call")), failed=failed) == left
