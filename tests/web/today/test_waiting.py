"""Today says who waits for a call, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from heedful.act.alerts.models import Alert
from heedful.act.cases.domain import open_by_hand, open_case, pause
from heedful.act.cases.models import Case
from heedful.act.cases.talking import note_call
from heedful.base.customers.domain import find_or_make
from heedful.base.live.models import LiveEvent
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.web.today.page import today_page
from tests.makers import make_feedback, make_member
from tests.web.today.test_views import today, words


@pytest.fixture
def complain(chain):
    """Open a case of a guest who came to the counter."""

    def opened(place, *, ago=timedelta(0), **fields):
        with within(chain.tenant.pk):
            person = make_member(chain.root, "owner")
            guest = [("email", f"{Case.objects.count()}@example.org")]
            case = open_by_hand(
                by=person,
                location=place,
                words="Cold soup",
                customer_id=find_or_make(tenant_id=chain.tenant.pk, identities=guest).pk,
                now=timezone.now() - ago,
            )
            Case.objects.filter(pk=case.pk).update(**fields)
            return person, case

    return opened


def test_who_waits_for_a_call_comes_before_the_score(chain, enter, complain):
    complain(chain.pier)
    complain(chain.pier, ago=timedelta(days=2))
    complain(chain.mill)
    complain(chain.pier, customer_id=None)
    person, called = complain(chain.pier)
    with within(chain.tenant.pk):
        note_call(case=called, text="Listened", reached=True, by=person, now=timezone.now())

    page = today(enter(chain.pier, "location_manager"), chain.pier)
    waiting = page.context["page"].waiting

    assert (waiting.calls, waiting.late, waiting.others, waiting.alerts) == (2, 1, 2, 0)
    # Who has waited too long is called first.
    assert [row.clock.tone for row in waiting.first] == ["bad", ""]
    told = words(page)
    assert "2 people wait for a call" in told
    assert "1 too long" in told
    assert told.index("wait for a call") < told.index('id="status"')


def test_a_case_whose_clock_stands_waits_for_nobody(chain, enter, complain):
    person, case = complain(chain.pier)
    with within(chain.tenant.pk):
        pause(case=case, reason="On a plane", by=person, now=timezone.now())

    waiting = today(enter(chain.pier, "location_manager"), chain.pier).context["page"].waiting

    assert (waiting.calls, waiting.others, list(waiting.first)) == (0, 1, [])


def test_an_alert_without_a_case_is_told_too(chain, enter):
    now = timezone.now()
    with within(chain.tenant.pk):
        for place in (chain.pier, chain.mill):
            Alert.objects.create(
                tenant=chain.tenant, location=place, raised_at=now, last_at=now, voices=1
            )

    page = words(today(enter(chain.pier, "location_manager"), chain.pier))

    assert "Nobody waits for a call" in page
    assert "1 alert is open" in page


@pytest.mark.parametrize("role", ["location_manager", "front_line", "executive"])
def test_a_quiet_place_says_nothing_of_it(chain, enter, role):
    assert "wait for a call" not in words(today(enter(chain.pier, role), chain.pier))


def test_whoever_works_no_cases_is_not_told(chain, enter, complain):
    complain(chain.pier)
    assert today(enter(chain.pier, "front_line"), chain.pier).context["page"].waiting is None


@pytest.mark.parametrize("cases", [1, 3])
def test_three_that_wait_ask_as_much_as_one(
    chain, enter, complain, django_assert_num_queries, cases
):
    client = enter(chain.pier, "location_manager")
    today(client, chain.pier)
    for _ in range(cases):
        complain(chain.pier)
    with django_assert_num_queries(31):
        today(client, chain.pier)


def test_open_pages_are_told(chain, complain):
    complain(chain.pier)
    topic = LiveEvent.location_topic(chain.pier.pk)
    assert LiveEvent.objects.filter(topic=topic).exists()


def test_what_is_new_leads_to_its_case_or_to_a_new_one(chain, enter):
    with within(chain.tenant.pk):
        here = Feedback.objects.filter(tenant_id=chain.tenant.pk, location_id=chain.quay.pk)
        newest = here.latest("occurred_at")
        case = open_case(feedback=newest, now=timezone.now())
        next_day = newest.day + timedelta(days=1)
        make_feedback(chain.version, [(chain.quay, next_day, [2, 3, 3])] * 2)

    manager = words(today(enter(chain.quay, "location_manager"), chain.quay))
    staff = words(today(enter(chain.quay, "front_line"), chain.quay))

    assert manager.count(f'href="/cases/{case.pk}/"') == 1
    assert (manager.count(">Open a case<"), staff.count("Open a case")) == (2, 0)


@pytest.mark.parametrize(("zone", "at"), [("UTC", "12:30"), ("Asia/Tokyo", "21:30")])
def test_the_promised_time_is_told_by_the_clock_on_the_wall(chain, complain, zone, at):
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with within(chain.tenant.pk):
        chain.pier.time_zone = zone
        chain.pier.save()
    person, _case = complain(chain.pier, contact_due=noon + timedelta(minutes=30))
    with within(chain.tenant.pk):
        page = today_page(member=person, key=str(chain.pier.pk), query={}, now=noon)
        shown = render_to_string("today/waiting.html", {"page": page, "waiting": page.waiting})

    assert f"by {at}<" in shown
