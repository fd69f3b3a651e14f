"""A person's words are told to them, and leave their cases."""

import json
from datetime import timedelta

from heedful.act.cases.models import Case, CaseMessage
from heedful.act.cases.privacy import erase, export
from heedful.act.cases.sweeping import rank_again
from heedful.act.cases.talking import note, note_call
from heedful.base.customers.domain import find_or_make
from heedful.base.tenancy.models import new_id
from heedful.flows.cases import sweep_all
from heedful.listen.invitations.models import Visit
from tests.act.cases.conftest import NOON


def test_words_are_told_and_erased(chain):
    guest = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", "guest@example.org")])
    case = chain.case(customer_id=guest.pk, customer_name="Ada")
    other = chain.case()
    for one in (case, other):
        note(case=one, text="A note", by=chain.people["agent"], now=NOON)
        note_call(case=one, text="Said hello", reached=True, by=chain.people["agent"], now=NOON)

    told = export(tenant_id=chain.tenant.pk, customer_ids=[guest.pk])
    assert json.loads(json.dumps(told)) == told
    assert [one["customer_name"] for one in told["cases"]] == ["Ada"]
    assert [len(told[name]) for name in ("messages", "notes", "questions")] == [1, 1, 0]

    assert erase(tenant_id=chain.tenant.pk, customer_ids=[guest.pk]) == 1
    assert erase(tenant_id=chain.tenant.pk, customer_ids=[guest.pk]) == 0
    gone = Case.objects.get(pk=case.pk)
    assert (gone.customer_name, gone.customer_id, gone.events.count()) == ("", None, 0)
    assert [one.case for one in CaseMessage.objects.all()] == [other]


def test_visits_that_are_known_raise_what_is_at_stake_and_give_it_a_range(chain):
    keys = []
    for n, visits in enumerate((40, 1, 0)):
        guest = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", f"g{n}@example.org")])
        keys.append(chain.case(customer_id=guest.pk).pk)
        for back in range(visits):
            at = NOON - timedelta(days=9 * (back + 1) if visits > 1 else 360)
            Visit.objects.create(
                tenant=chain.tenant, customer=guest, location=chain.pier, visited_at=at,
                day=at.date(), daypart="Lunch", key=str(new_id()), source="file", received_at=at,
            )  # fmt: skip
    rank_again(tenant_id=chain.tenant.pk, now=NOON)

    often, rarely, unknown = (Case.objects.get(pk=key) for key in keys)
    assert often.at_stake > 5 * rarely.at_stake
    assert [one.kept_low < one.priority < one.kept_high for one in (often, rarely)] == [True] * 2
    assert often.kept_high / often.kept_low < rarely.kept_high / rarely.kept_low
    assert (unknown.kept_low, unknown.kept_high) == (None, None)
    assert {name: often.reasons[0][name] for name in ("code", "told")} == {
        "code": "value",
        "told": 40,
    }


def test_the_minute_job_looks_at_every_organisation(chain):
    case = chain.case()

    sweep_all(timestamp=0)

    case.refresh_from_db()
    assert case.contact_missed_at is not None


def test_a_customer_found_to_be_another_is_reached_as_that_one(chain):
    tenant_id = chain.tenant.pk
    by_mail = find_or_make(tenant_id=tenant_id, identities=[("email", "guest@example.org")])
    case = chain.case(customer_id=by_mail.pk)
    known = [("external", "77"), ("phone", "+44 20 7946 0000")]
    find_or_make(tenant_id=tenant_id, identities=known)
    find_or_make(
        tenant_id=tenant_id, identities=[("external", "77"), ("email", "guest@example.org")]
    )
    before = case.chance

    rank_again(tenant_id=tenant_id, now=NOON)

    case.refresh_from_db()
    assert case.chance > before * 1.5
