"""Customers found, joined, asked, held and erased."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.base.customers import domain
from heedful.base.customers.models import (
    ContactEntry,
    Customer,
    ErasedIdentity,
    Identity,
)
from heedful.base.customers.privacy import came_back, remember_erased
from heedful.base.customers.queries import ledger_of, policy_of
from heedful.base.customers.rules import STANDARD, Budget, Policy, Refusal, Refused
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def at():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        yield {"tenant_id": tenant.pk}


def known(at, *pairs, **more):
    return domain.find_or_make(identities=pairs, **at, **more)


def ask(at, customer, *, channel="email", purpose="survey", now=NOON, about="visit:1"):
    return domain.may_contact(
        **at, customer_id=customer.pk, channel=channel, purpose=purpose, now=now, about=about
    )


def reason(told):
    return told.reason.value if isinstance(told, Refused) else None


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", " Guest@Example.ORG ", "guest@example.org"),
        ("email", "ＧＵＥＳＴ@example.org", "guest@example.org"),
        ("email", "gast@bücher.example", "gast@xn--bcher-kva.example"),
        ("phone", "+44 20 7946 0000", "+442079460000"),
        ("phone", "020 7946 0000", "+442079460000"),
        ("phone", "0044 20 7946 0000", "+442079460000"),
        ("external", " A-17 ", "A-17"),
    ],
)
def test_an_identity_is_kept_in_one_way(at, kind, typed, kept):
    known(at, (kind, typed), country="gb")
    assert list(Identity.objects.values_list("kind", "value")) == [(kind, kept)]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("email", ""),
        ("email", "guest"),
        ("email", "guest@localhost"),
        ("email", "a b@example.org"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("email", "a,b@example.org"),
        ("email", "x" * 300 + "@example.org"),
        ("phone", "12"),
        ("phone", "call me"),
        ("phone", "1" * 200),
        ("external", " "),
        ("pigeon", "grey"),
    ],
)
def test_what_is_no_identity_is_told(at, kind, typed):
    with pytest.raises(domain.NotAnIdentity):
        known(at, (kind, typed))
    assert Customer.objects.count() == 0


def test_the_same_person_is_found_again_and_learnt_about(at):
    first = known(at, ("email", "a@example.org"), language="de")
    again = known(
        at, ("phone", "+442079460000"), ("email", "A@example.org"), time_zone="Europe/Rome"
    )
    assert (again.pk, again.language, again.time_zone) == (first.pk, "de", "Europe/Rome")
    assert known(at, ("phone", "+442079460000"), language="en", time_zone="Mars").language == "de"


def test_two_customers_who_are_one_person_are_joined(at):
    one, two = known(at, ("email", "a@example.org")), known(at, ("phone", "+442079460000"))
    domain.opt_out(**at, customer_id=two.pk, channel="sms", words="STOP", now=NOON)
    domain.hold(**at, customer_id=two.pk, reason="case:1")
    assert reason(ask(at, two, channel="email")) == "no_address"
    joined = known(at, ("email", "a@example.org"), ("phone", "+442079460000"))
    assert joined.pk == one.pk
    assert reason(ask(at, two)) == "open_case"  # The old key still stands for the person.
    assert reason(ask(at, one, channel="sms")) == "opted_out"
    assert {entry.customer_id for entry in ContactEntry.objects.all()} == {one.pk}


def test_people_with_numbers_of_their_own_stay_two(at):
    one = known(at, ("external", "1"), ("phone", "+442079460000"))
    two = known(at, ("external", "2"), ("email", "b@example.org"))
    both = known(at, ("phone", "+442079460000"), ("external", "2"))
    assert (both.pk, Customer.objects.filter(merged_into=None).count()) == (two.pk, 2)
    assert known(at, ("phone", "+442079460000")).pk == one.pk


def test_an_ask_is_counted_once_and_the_next_is_refused(at):
    guest = known(at, ("email", "a@example.org"))
    first = ask(at, guest)
    assert ask(at, guest, now=NOON + DAY) == first
    assert ask(at, guest, about="visit:2") == Refused(Refusal.BUDGET, NOON + 30 * DAY)
    assert ask(at, guest, about="visit:2") == Refused(Refusal.BUDGET, NOON + 30 * DAY)
    assert reason(ask(at, guest, about="visit:2", now=NOON + 30 * DAY)) is None
    lines = ledger_of(customer=guest).values_list("outcome", "reason", "about", "times")
    assert list(lines) == [
        ("asked", "", "visit:2", 1),
        ("refused", "budget", "visit:2", 2),
        ("asked", "", "visit:1", 1),
    ]


def test_who_said_no_meanwhile_is_not_asked_though_it_was_allowed(at):
    guest = known(at, ("email", "a@example.org"))
    ask(at, guest)
    domain.opt_out(**at, identity=("email", "A@EXAMPLE.org"), words="stop", now=NOON)
    assert reason(ask(at, guest)) == "opted_out"
    domain.give_consent(**at, customer_id=guest.pk, source="form", now=NOON + DAY)
    assert reason(ask(at, guest, now=NOON + DAY)) is None


def test_a_no_of_somebody_unknown_stands_when_they_are_met(at):
    domain.opt_out(**at, identity=("phone", "+442079460000"), words="STOP", now=NOON)
    guest = known(at, ("phone", "+442079460000"), ("email", "a@example.org"))
    assert reason(ask(at, guest)) == "opted_out"


def test_telling_what_would_happen_writes_nothing(at):
    guest = known(at, ("email", "a@example.org"))
    would = {"customer_id": guest.pk, "channel": "email", "purpose": "survey", "now": NOON}
    assert domain.would_contact(**at, **would) is None
    ask(at, guest)
    assert reason(domain.would_contact(**at, **would)) == "budget"
    assert ContactEntry.objects.count() == 1


def test_a_hold_ends_when_it_is_released(at):
    guest = known(at, ("email", "a@example.org"))
    domain.hold(**at, customer_id=guest.pk, reason="case:1", until=NOON + DAY)
    assert ask(at, guest) == Refused(Refusal.OPEN_CASE, NOON + DAY)
    domain.release(**at, customer_id=guest.pk, reason="case:1")
    assert reason(ask(at, guest)) is None


def test_an_address_that_bounced_is_not_used(at):
    guest = known(at, ("email", "a@example.org"))
    gone = {"identity": ("email", "A@example.org"), "reason": "5.1.1", "now": NOON}
    assert domain.mark_unusable(**at, **gone)
    assert not domain.mark_unusable(**at, **gone)
    assert reason(ask(at, guest)) == "no_address"


def test_the_policy_of_an_organisation_is_kept(at):
    assert policy_of(**at) == STANDARD
    policy = Policy(budgets=(Budget(("survey",), 0, 7),), needs_consent=("email",))
    domain.set_policy(**at, policy=policy, now=NOON)
    assert policy_of(**at) == policy
    assert reason(ask(at, known(at, ("email", "a@example.org")))) == "no_consent"


def test_everything_of_a_person_is_told(at):
    guest = known(at, ("email", "a@example.org"), language="de")
    ask(at, guest)
    domain.opt_out(**at, customer_id=guest.pk, words="no more", now=NOON)
    told = domain.export(**at, customer_id=guest.pk)
    assert told["customer"]["language"] == "de"
    assert [line["value"] for line in told["identities"]] == ["a@example.org"]
    assert [line["outcome"] for line in told["contact_ledger"]] == ["asked", "opted_out"]
    assert told["contact_ledger"][1]["words"] == "no more"
    assert [line["withdrawn_at"] for line in told["consents"]] == [NOON.isoformat()]


def test_an_erased_person_is_gone_and_no_file_brings_them_back(at):
    guest = known(at, ("email", "a@example.org"), ("external", "1"), language="de")
    ask(at, guest)
    gone = domain.erase(**at, customer_id=guest.pk, now=NOON)
    assert (gone.customer_ids, len(gone.digests), gone.rows) == ((guest.pk,), 2, 3)
    assert domain.erase(**at, customer_id=guest.pk, now=NOON).rows == 0
    assert domain.export(**at, customer_id=guest.pk)["identities"] == []
    assert reason(ask(at, guest)) == "erased"
    with pytest.raises(domain.WasErased):
        known(at, ("external", "2"), ("email", "A@example.org"), brought=True)
    assert known(at, ("email", "a@example.org")).pk != guest.pk  # They came back themselves.
    assert known(at, ("email", "a@example.org"), brought=True).language == ""


def test_a_restored_person_is_found_but_not_who_came_back_themselves(at):
    old, new = known(at, ("email", "a@example.org")), known(at, ("email", "b@example.org"))
    for guest in (old, new):
        domain.erase(**at, customer_id=guest.pk, now=NOON)
    restored = known(at, ("email", "a@example.org"))
    Identity.objects.filter(customer=restored).update(created_at=NOON - DAY)
    returned = known(at, ("email", "b@example.org"))
    Identity.objects.filter(customer=returned).update(created_at=NOON + DAY)
    assert came_back(**at) == [restored.pk]
    domain.erase(**at, customer_id=restored.pk, now=NOON + 2 * DAY)
    assert came_back(**at) == []
    assert list(Identity.objects.values_list("customer", flat=True)) == [returned.pk]


def test_erasures_of_before_a_restore_are_learnt_once(at):
    known_before = {b"x" * 32: NOON}
    assert remember_erased(**at, erased=known_before) == 1
    assert remember_erased(**at, erased=known_before) == 0
    assert ErasedIdentity.objects.count() == 1
