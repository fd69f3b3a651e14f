"""What is said in a case, promised, asked and offered."""

from datetime import timedelta

import pytest

from heedful.act.cases import domain
from heedful.act.cases.asking import LinkUsed, answer, ask, ask_again, promise_done
from heedful.act.cases.merging import NotTogether, merge, split
from heedful.act.cases.models import Case, CaseMessage, CaseNote, CaseQuestion, OfferBudget
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.offering import NoBudget, NotYours, decide_offer, offer
from heedful.act.cases.sweeping import sweep
from heedful.act.cases.talking import (
    CannotReach,
    NotSayable,
    hear,
    note,
    note_call,
    promise,
    write_to,
)
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make, opt_out, would_contact
from heedful.base.customers.models import ContactEntry
from heedful.base.notify.models import Notice
from tests.act.cases.conftest import NOON

LATER = NOON + timedelta(hours=1)
SITE = "https://feedback.example.org"


@pytest.fixture
def guest(chain):
    identities = [("email", "guest@example.org"), ("phone", "+44 20 7946 0000")]
    return find_or_make(tenant_id=chain.tenant.pk, identities=identities)


@pytest.fixture
def case(chain, guest):
    return chain.case(customer_id=guest.pk, customer_name="Ada")


def to_customers():
    """Messages of cases; colleagues are told by others."""
    return Outgoing.objects.filter(about__startswith="case:")


def link() -> str:
    """The secret of the link in the newest message that is to be sent."""
    text = to_customers().order_by("created_at", "pk").last().text
    return text.split("/c/")[1].strip("/ ")


def test_a_message_is_queued_and_counts_when_the_other_side_took_it(chain, case):
    message = write_to(
        case=case, way="email", text="We are sorry.", by=chain.people["agent"], now=LATER
    )

    outgoing = Outgoing.objects.get(pk=message.outgoing_id)
    assert (outgoing.to, outgoing.text, outgoing.about) == (
        "guest@example.org",
        "We are sorry.",
        f"case:{case.pk}",
    )
    sweep(tenant_id=chain.tenant.pk, now=LATER)
    case.refresh_from_db()
    assert (case.state, case.contacted_at) == ("waiting", None)
    Outgoing.objects.update(state="sent", sent_at=LATER)
    sweep(tenant_id=chain.tenant.pk, now=LATER)
    case.refresh_from_db()
    assert case.contacted_at == LATER


def test_words_about_a_review_and_closed_ways_are_refused(chain, case, guest):
    by = chain.people["agent"]
    with pytest.raises(NotSayable):
        write_to(case=case, way="email", text="Please delete your review", by=by, now=LATER)
    opt_out(tenant_id=chain.tenant.pk, customer_id=guest.pk, channel="sms", now=LATER)
    with pytest.raises(CannotReach) as refused:
        write_to(case=case, way="sms", text="Sorry", by=by, now=LATER)

    assert refused.value.reason == "opted_out"
    assert CaseMessage.objects.count() == 0


def test_only_a_call_that_reached_somebody_is_first_contact(chain, case):
    by = chain.people["agent"]
    note_call(case=case, text="No answer", reached=False, by=by, now=LATER)
    case.refresh_from_db()
    assert case.contacted_at is None
    note_call(case=case, text="She is calmer", reached=True, by=by, now=LATER)
    case.refresh_from_db()
    assert (case.contacted_at, case.state) == (LATER, "working")


def test_a_note_tells_whom_it_names_and_leaves_by_no_way(chain, case):
    agent, manager = chain.people["agent"], chain.people["manager"]
    secret = f"Careful, @{manager.user.email}: kitchen secret"
    note(case=case, text=secret, by=agent, now=LATER)
    write_to(case=case, way="email", text="We are sorry.", by=agent, now=LATER)
    made = promise(case=case, text="A call", due_at=LATER + timedelta(days=1), by=agent, now=LATER)
    promise_done(promise=made, by=agent, now=LATER, site=SITE)

    told = Notice.objects.get(kind="case.mentioned")
    assert (told.member, told.text) == (manager, "")
    assert CaseNote.objects.get().text == secret
    said = [*Outgoing.objects.values_list("text", flat=True)]
    said += [f"{one.title} {one.text}" for one in Notice.objects.all()]
    assert [text for text in said if "secret" in text] == []


def test_what_the_customer_writes_joins_the_case_once(chain, case, guest):
    write_to(case=case, way="email", text="Sorry", by=chain.people["agent"], now=LATER)
    told = {
        "tenant_id": chain.tenant.pk, "customer_id": guest.pk, "way": "email", "text": "Thanks",
        "external_key": "<1@example.org>", "now": LATER,
    }  # fmt: skip

    first, again = hear(**told), hear(**told)

    assert first == again
    case.refresh_from_db()
    assert case.state == "working"
    assert Notice.objects.filter(kind="case.heard").count() == 1


def test_somebody_without_a_case_is_not_heard_here(chain):
    other = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", "other@example.org")])

    assert (
        hear(
            tenant_id=chain.tenant.pk, customer_id=other.pk, way="email", text="Hello",
            external_key="<2@example.org>", now=LATER,
        ) is None
    )  # fmt: skip


def test_a_yes_closes_a_case_that_is_ready(chain, case):
    agent = chain.people["agent"]
    made = promise(case=case, text="Call", due_at=LATER + timedelta(days=1), by=agent, now=LATER)
    cause, action = chain.choices()
    domain.prepare(case=case, cause=cause, action=action, by=agent, now=LATER)
    promise_done(promise=made, by=agent, now=LATER, site=SITE)
    assert promise_done(promise=made, by=agent, now=LATER, site=SITE).refused == ""
    assert CaseQuestion.objects.count() == 1

    closed = answer(token=link(), said=Answer.YES, words="", now=LATER)

    assert (closed.state, closed.outcome) == ("closed", "settled")
    with pytest.raises(LinkUsed):
        answer(token=link(), said=Answer.NO, words="", now=LATER)


def test_a_no_after_closing_opens_the_case_again_and_calls_its_owner(chain, case):
    agent = chain.people["agent"]
    cause, action = chain.choices()
    domain.take(case=case, by=agent, now=LATER)
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=agent, now=LATER)
    ask(case=case, by=None, now=LATER, site=SITE)

    again = answer(token=link(), said=Answer.NO, words="Nobody called", now=LATER)

    assert (again.state, again.times_reopened) == ("reopened", 1)
    assert Notice.objects.get(kind="case.reopened").member == agent
    assert CaseQuestion.objects.get().words == "Nobody called"


def test_a_partly_calls_the_owner_who_decides(chain, case):
    agent = chain.people["agent"]
    cause, action = chain.choices()
    domain.take(case=case, by=agent, now=LATER)
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=agent, now=LATER)
    ask(case=case, by=None, now=LATER, site=SITE)

    after = answer(token=link(), said=Answer.PARTLY, words="The money is missing", now=LATER)

    assert (after.state, after.times_reopened) == ("closed", 0)
    told = Notice.objects.get(kind="case.answered")
    assert (told.member, told.urgent) == (agent, True)
    asked = CaseQuestion.objects.get()
    assert (asked.answer, asked.words) == ("partly", "The money is missing")


def test_a_link_that_is_too_old_or_forged_is_refused(chain, case):
    ask(case=case, by=None, now=LATER, site=SITE)

    for token, moment in ((link(), LATER + timedelta(days=20)), ("x" * 32, LATER)):
        with pytest.raises(LinkUsed):
            answer(token=token, said=Answer.YES, words="", now=moment)


def test_a_customer_who_cannot_be_asked_is_not_and_it_says_why(chain):
    question = ask(case=chain.case(), by=None, now=LATER, site=SITE)

    assert (question.refused, to_customers().count()) == ("no_address", 0)


def test_an_open_case_keeps_other_asks_away(chain, case, guest):
    asks = {
        "tenant_id": chain.tenant.pk, "customer_id": guest.pk, "channel": "email",
        "purpose": "survey", "now": LATER,
    }  # fmt: skip
    assert would_contact(**asks).reason == "open_case"
    cause, action = chain.choices()
    by = chain.people["agent"]
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=by, now=LATER)
    assert would_contact(**asks) is None
    domain.reopen(case=case, by=by, now=LATER)
    assert would_contact(**asks).reason == "open_case"
    assert ContactEntry.objects.filter(outcome="asked").count() == 0


def test_offers_stay_within_the_month_and_large_ones_wait(chain, case):
    manager, owner = chain.people["manager"], chain.people["owner"]
    told = {"case": case, "by": manager, "now": LATER}
    with pytest.raises(NoBudget):
        offer(what="A dinner", cost=1000, **told)
    OfferBudget.objects.create(
        tenant=chain.tenant, role="location_manager", a_month=10_000, without_asking=2_000
    )

    small = offer(what="A dinner", cost=2_000, **told)
    large = offer(what="A weekend", cost=7_000, **told)
    with pytest.raises(NoBudget) as left:
        offer(what="Another", cost=1_001, **told)
    with pytest.raises(NotSayable):
        offer(what="A dinner if you change the review", cost=100, **told)

    assert (small.state, large.state, left.value.left) == ("approved", "waiting", 1_000)
    assert [one.member for one in Notice.objects.filter(kind="case.offer")] == [owner]
    with pytest.raises(NotYours):
        decide_offer(offer=large, approve=True, by=manager, now=LATER)
    assert decide_offer(offer=large, approve=False, by=owner, now=LATER).state == "refused"
    assert decide_offer(offer=large, approve=True, by=owner, now=LATER).state == "refused"
    assert offer(what="Another", cost=1_001, **told).state == "approved"


def test_cases_become_one_and_come_apart(chain, case):
    by = chain.people["area"]
    other = chain.case(chain.mill)
    third = chain.case(chain.mill)
    merge(case=third, into=other, by=by, now=LATER)
    for pair in ((case, case), (third, case), (case, third)):
        with pytest.raises(NotTogether):
            merge(case=pair[0], into=pair[1], by=by, now=LATER)

    merge(case=other, into=case, by=by, now=LATER)

    assert sorted(Case.objects.filter(merged_into=case).values_list("number", flat=True)) == [2, 3]
    back = split(case=other, by=by, now=LATER)
    assert (back.state, back.merged_into_id) == ("reopened", None)
    with pytest.raises(NotTogether):
        split(case=back, by=by, now=LATER)


def test_times_that_pass_are_noted_once_and_those_above_are_told(chain):
    case = chain.case()
    on_time = chain.case(chain.mill)
    note_call(case=on_time, text="Fine", reached=True, by=chain.people["area"], now=LATER)
    late = case.contact_due + timedelta(minutes=1)

    assert sweep(tenant_id=chain.tenant.pk, now=late) == 1
    assert sweep(tenant_id=chain.tenant.pk, now=late) == 0

    case.refresh_from_db()
    assert case.contact_missed_at == late
    told = Notice.objects.filter(kind="case.contact_missed").values_list("member", flat=True)
    assert set(told) == {chain.people["manager"].pk, chain.people["area"].pk}


def test_the_chance_falls_with_time(chain, case):
    before = Case.objects.get(pk=case.pk)
    sweep(tenant_id=chain.tenant.pk, now=NOON + timedelta(hours=72))

    after = Case.objects.get(pk=case.pk)
    assert after.chance == pytest.approx(before.chance / 2)
    assert after.at_stake == before.at_stake
    assert after.revision > before.revision  # its times passed; ranking alone changes nothing


def test_a_promise_that_is_due_and_a_case_that_is_back_call_their_owner_once(chain, case):
    agent = chain.people["agent"]
    domain.take(case=case, by=agent, now=LATER)
    due = LATER + timedelta(hours=1)
    promise(case=case, text="A call", due_at=due, by=agent, now=LATER)
    domain.snooze(case=case, until=due, by=agent, now=LATER)

    for moment in (due - timedelta(minutes=1), due, due + timedelta(minutes=1)):
        sweep(tenant_id=chain.tenant.pk, now=moment)

    told = Notice.objects.filter(kind__in=["case.promise_late", "case.awake"])
    assert sorted((one.kind, one.member) for one in told) == [
        ("case.awake", agent),
        ("case.promise_late", agent),
    ]


def test_what_could_not_be_asked_at_night_is_asked_in_the_morning(chain, case):
    agent, (cause, action) = chain.people["agent"], chain.choices()
    night = NOON + timedelta(hours=10)
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=agent, now=night)
    refused = ask(case=case, by=agent, now=night, site=SITE)
    told = {"tenant_id": chain.tenant.pk, "site": SITE}

    assert (refused.refused, to_customers().count()) == ("quiet_hours", 0)
    assert ask_again(**told, now=night + timedelta(hours=2)) == 0
    assert ask_again(**told, now=night + timedelta(hours=12)) == 1
    assert ask_again(**told, now=night + timedelta(hours=13)) == 0
    assert to_customers().get().to == "guest@example.org"


def test_holds_end_with_the_case_that_took_the_others_in(chain, case, guest):
    by, (cause, action) = chain.people["area"], chain.choices()
    other = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", "other@example.org")])
    merge(case=chain.case(chain.mill, customer_id=other.pk), into=case, by=by, now=LATER)

    def reasons():
        asks = {"tenant_id": chain.tenant.pk, "channel": "email", "purpose": "survey", "now": LATER}
        found = [would_contact(customer_id=one.pk, **asks) for one in (guest, other)]
        return [one and one.reason for one in found]

    assert reasons() == ["open_case", "open_case"]
    domain.close(case=case, outcome="settled", cause=cause, action=action, by=by, now=LATER)
    assert reasons() == [None, None]
    domain.reopen(case=case, by=by, now=LATER)
    assert reasons() == ["open_case", "open_case"]
