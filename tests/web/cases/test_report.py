"""The report of cases, against counts made by hand."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from heedful.act.cases import domain
from heedful.act.cases.asking import answer, ask
from heedful.act.cases.models import Case
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.reporting import read_facts, summary_of
from heedful.act.cases.talking import note_call
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make
from heedful.web.cases.report import case_report
from tests.act.cases.conftest import NOON

DAY = date(2026, 11, 25)
LATE = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def told(chain):
    """Twelve cases at Pier called after 10, 20, … minutes, the last two never; ten answered."""
    agent, (cause, action) = chain.people["agent"], chain.choices()
    links = Outgoing.objects.filter(about__startswith="case:")
    said = (Answer.NO, Answer.PARTLY, Answer.YES)
    for n in range(12):
        guest = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", f"g{n}@example.org")])
        case = chain.case(customer_id=guest.pk)
        if n < 10:
            at = NOON + timedelta(minutes=10 * (n + 1))
            note_call(case=case, text="Hello", reached=True, by=agent, now=at)
        closed = {"case": case, "outcome": "settled", "cause": cause, "action": action}
        domain.close(**closed, by=agent, now=NOON + timedelta(hours=3))
        if n < 10:
            ask(case=case, by=None, now=LATE, site="https://x.example")
            token = links.order_by("pk").last().text.split("/c/")[1].strip("/ ")
            answer(token=token, said=said[min(n, 2)], words="", now=LATE)
    chain.case(chain.mill)
    return chain


def summary(chain, *places):
    facts = read_facts(member=chain.people["owner"], first=DAY, last=DAY)
    here = facts.at(frozenset(place.pk for place in places))
    return summary_of(facts=here, now=LATE)


def test_figures_are_those_counted_by_hand(told):
    found = summary(told, told.pier)

    assert (found.opened, found.still_open, found.asked) == (12, 1, 10)
    # Of 10, 20, … 100 minutes and two that never came the sixth and seventh are in the middle.
    assert found.contact_minutes.value == 65
    assert (found.contact_minutes.low, found.contact_minutes.high) == (30, 100)
    assert found.contact_minutes.n == 12
    assert found.in_time.value == pytest.approx(10 / 12)
    assert (found.recovered.value, found.recovered.n) == (pytest.approx(0.8), 10)
    assert found.causes == [("Too few people", 12)]
    assert (found.kept.value, found.kept.n) == (None, 0)


def test_who_may_still_be_called_in_time_does_not_count_yet(chain):
    chain.case()
    facts = read_facts(member=chain.people["owner"], first=DAY, last=DAY)

    assert summary_of(facts=facts, now=NOON + timedelta(minutes=1)).contact_minutes.n == 0


def test_joined_cases_count_once_and_strangers_see_their_own_part(told):
    Case.objects.filter(number=12).update(merged_into=Case.objects.get(number=13), outcome="merged")

    assert summary(told, told.pier, told.mill).opened == 12
    facts = read_facts(member=told.people["manager"], first=DAY, last=DAY)
    assert {case.location for case in facts.cases} == {told.pier}


def test_the_page_shows_the_place_and_those_below(told, enter):
    page = enter("area").get(f"/cases/report/{told.north.pk}/?from={DAY}&to={DAY}")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())

    for words in ("13 cases were opened", "80% (49% to 94%) of 10", "Too few people 12 of 12"):
        assert words in text, words
    assert "Not enough evidence yet (1)" in text  # Mill, in the table
    assert enter("manager").get(f"/cases/report/{told.mill.pk}/").status_code == 404


def test_without_cases_the_page_says_what_will_be_here(chain, enter):
    page = enter("owner").get(f"/cases/report/{chain.root.pk}/")

    assert "No case was opened in this period" in page.content.decode()


@pytest.mark.parametrize("about", ["order", "report"])
def test_cards_tell_how_it_was_made(chain, enter, about):
    case = chain.case()

    page = enter("agent").get(f"/method/cases/{about}/?case={case.pk}").content.decode()

    assert ("This case" in page) == (about == "order")
    assert enter("agent").get("/method/cases/nothing/").status_code == 404


def test_a_place_where_it_is_tomorrow_already_reports_its_own_day(chain):
    chain.pier.time_zone = "Pacific/Auckland"
    chain.pier.save()
    chain.case()

    owner = chain.people["owner"]
    report = case_report(member=owner, key=str(chain.pier.pk), query={}, now=NOON)

    assert report.whole.opened == 1
