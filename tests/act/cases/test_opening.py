"""Opening cases: once for each feedback, for the right person, in time."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from heedful.act.cases.calendars import public_holidays
from heedful.act.cases.domain import open_by_hand, open_case
from heedful.act.cases.models import Case, CaseEvent, CaseFeedback, CaseSettings, ClosingDay
from heedful.act.cases.queries import cases_visible_to
from heedful.base.customers.domain import find_or_make
from heedful.base.live.models import LiveEvent
from heedful.base.notify.models import DutyTurn, Notice
from tests.act.cases.conftest import NOON
from tests.makers import make_member, make_node


def test_a_retry_opens_no_second_case(chain):
    said = chain.say(chain.pier, 2)

    first = open_case(feedback=said, now=NOON)
    again = open_case(feedback=said, now=NOON + timedelta(hours=1))

    assert again == first
    assert Case.objects.count() == 1
    assert [event.kind for event in CaseEvent.objects.all()] == ["opened"]


def test_a_case_has_a_number_an_owner_and_times_in_opening_hours(chain):
    case = chain.case()
    other = chain.case(chain.mill)

    assert (case.number, other.number) == (1, 2)
    assert (case.owner, other.owner) == (chain.people["manager"], chain.people["area"])
    assert (case.score, case.low, case.high) == (2, 0, 10)
    # Four and twenty-four hours while it is open from 11 to 23 o'clock.
    assert case.contact_due == datetime(2026, 11, 25, 16, tzinfo=UTC)
    assert case.resolve_due == datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_closing_days_and_holidays_stop_the_clock(chain):
    chain.pier.country = "United Kingdom"
    chain.pier.save()
    ClosingDay.objects.create(tenant=chain.tenant, node=chain.north, day="2026-12-27")
    eve = datetime(2026, 12, 24, 22, tzinfo=UTC)

    case = open_by_hand(by=chain.people["agent"], location=chain.pier, words="Cold", now=eve)

    # Christmas, its bank holidays on Saturday and Monday, and the own day between them.
    assert case.contact_due == datetime(2026, 12, 29, 14, tzinfo=UTC)


def test_after_the_worst_answers_the_first_contact_is_due_sooner(chain):
    assert chain.case(score=2).contact_due == NOON + timedelta(hours=4)
    CaseSettings.objects.create(tenant=chain.tenant, worst_contact_minutes=30)

    due = [chain.case(score=score).contact_due for score in (2, 3)]
    by_hand = open_by_hand(by=chain.people["agent"], location=chain.pier, words="Cold", now=NOON)

    assert due == [NOON + timedelta(minutes=30), NOON + timedelta(hours=4)]
    assert by_hand.contact_due == NOON + timedelta(hours=4)


def test_a_place_that_answers_around_the_clock(chain):
    CaseSettings.objects.create(tenant=chain.tenant, around_the_clock=True, contact_minutes=60)

    night = datetime(2026, 11, 25, 3, tzinfo=UTC)
    case = open_by_hand(by=chain.people["agent"], location=chain.pier, words="Cold", now=night)

    assert case.contact_due == night + timedelta(hours=1)


def test_an_unknown_country_has_no_holidays():
    assert public_holidays("Nowhere", (2026,)) == frozenset()


@pytest.mark.parametrize(("known", "queries"), [(False, 15), (True, 31)])
def test_an_alert_opens_a_case_with_few_queries(chain, known, queries, django_assert_num_queries):
    guest = [("email", "guest@example.org")]
    customer = find_or_make(tenant_id=chain.tenant.pk, identities=guest).pk if known else None
    chain.case()
    said = chain.say(chain.pier, 2)

    # The turns, people and calendar of the place; the case; and what is known of the customer.
    with django_assert_num_queries(queries):
        open_case(feedback=said, now=NOON, alert_id=uuid.uuid4(), customer_id=customer)


def test_what_a_customer_with_an_open_case_says_next_joins_it(chain):
    guest = [("email", "guest@example.org")]
    customer = find_or_make(tenant_id=chain.tenant.pk, identities=guest).pk
    first = chain.case(customer_id=customer)
    again = chain.case(chain.mill, 1, customer_id=customer)

    assert again == first
    assert CaseFeedback.objects.filter(case=first).count() == 2
    assert [one.kind for one in first.events.order_by("at", "pk")] == ["opened", "said_again"]


def test_feedback_that_no_longer_stands_opens_nothing(chain):
    said = chain.say(chain.pier, 2)
    said.superseded_at = NOON

    assert open_case(feedback=said, now=NOON) is None
    assert Case.objects.count() == 0


def test_everybody_sees_the_cases_of_their_own_part(chain):
    pier, mill = chain.case(), chain.case(chain.mill)
    south = make_node(chain.root, "South", location=False)
    stranger = make_member(south, "area_manager")

    seen = {
        who: [case.number for case in cases_visible_to(member=member).order_by("number")]
        for who, member in {**chain.people, "stranger": stranger}.items()
    }

    assert seen == {
        "owner": [pier.number, mill.number],
        "area": [pier.number, mill.number],
        "agent": [pier.number, mill.number],
        "manager": [pier.number],
        "stranger": [],
    }


def test_open_lists_of_the_place_and_all_above_are_told(chain):
    chain.case()

    topics = {f"cases:{node.pk}" for node in (chain.root, chain.north, chain.pier)}
    told = LiveEvent.objects.filter(topic__startswith="cases:")
    assert set(told.values_list("topic", flat=True)) == topics


def test_the_worst_is_first(chain):
    bad, worse = chain.case(score=6), chain.case(score=0)

    assert worse.priority > bad.priority
    assert [reason["code"] for reason in worse.reasons] == ["reach", "severity", "value"]
    assert worse.at_stake == pytest.approx(60 * 0.81)


def test_whoever_is_on_duty_owns_the_case(chain):
    # NOON is on a Wednesday.
    DutyTurn.objects.create(
        tenant=chain.tenant, place=chain.north, member=chain.people["agent"], weekday=2,
        starts=8 * 60, ends=20 * 60,
    )  # fmt: skip

    assert chain.case().owner == chain.people["agent"]


def test_an_alert_that_has_called_somebody_calls_nobody_twice(chain):
    open_case(feedback=chain.say(chain.pier, 2), now=NOON, alert_id=uuid.uuid4())
    assert Notice.objects.count() == 0
    chain.case()
    assert [one.kind for one in Notice.objects.all()] == ["case.opened"]
