"""What is decided for all customers is in the record, with what it was and what it became."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from heedful.act.alerts.domain import delete_rule, save_rule, set_state
from heedful.act.alerts.models import RuleKind, State
from heedful.act.alerts.rules import Score
from heedful.act.cases.arranging import set_budget
from heedful.act.cases.domain import open_by_hand
from heedful.act.cases.offering import decide_offer, offer
from heedful.base.audit.models import AuditEntry
from heedful.base.audit.rules import ITSELF, OPERATOR, person
from heedful.base.connectors.accounts import domain as accounts
from heedful.base.notify import hooks
from heedful.base.tenancy.domain import within
from heedful.listen.invitations import domain as invitations
from heedful.listen.invitations.rules import Plan, Wording
from tests.makers import make_member, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def owner(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield make_member(root)


def written(owner, about):
    """What the record says of one thing that this person did: actions and details, in order."""
    mine = AuditEntry.objects.filter(actor=person(owner.user_id), about=about, at=NOW)
    return list(mine.order_by("id").values_list("action", "details"))


def test_programmes_of_invitations(owner):
    questionnaire, _version = make_questionnaire(owner.tenant)
    by = {"by": owner, "now": NOW}
    made = invitations.make_programme(
        name="After", questionnaire=questionnaire, place=owner.scope, **by
    )
    plan = Plan(quota=20, latest=time(19), channels=("sms",))
    invitations.change_plan(programme=made, plan=plan, **by)
    invitations.change_plan(programme=made, plan=plan, **by)
    spoken = replace(plan, wording={"en": Wording(subject="How was it, Ms Smith?")})
    invitations.change_plan(programme=made, plan=spoken, **by)
    invitations.start(programme=made, **by)
    invitations.start(programme=made, **by)
    invitations.pause(programme=made, **by)

    assert written(owner, f"programme:{made.pk}") == [
        ("programme_added", {"place": str(owner.scope_id)}),
        (
            "programme_changed",
            {"channels": "email sms → sms", "latest": "20:00:00 → 19:00:00", "quota": " → 20"},
        ),
        ("programme_changed", {"words": "en"}),
        ("programme_changed", {"state": "draft → running"}),
        ("programme_changed", {"state": "running → paused"}),
    ]


def test_webhooks_also_when_nobody_switched_them_off(owner):
    by = {"by": owner, "now": NOW}
    hook, _secret = hooks.make_webhook(name="Till", url="https://x.example", kinds=[], **by)
    about = f"webhook:{hook.pk}"
    hooks.switch_off(hook=hook, reason="status_410", by=None, now=NOW)
    hooks.switch_on(hook=hook, **by)
    hooks.switch_off(hook=hook, reason=hooks.BY_HAND, **by)
    hooks.switch_off(hook=hook, reason=hooks.BY_HAND, **by)
    hooks.remove_webhook(hook=hook, **by)

    assert written(owner, about) == [
        ("webhook_added", {"events": "all"}),
        ("webhook_changed", {"state": "off → on"}),
        ("webhook_changed", {"state": "on → off"}),
        ("webhook_removed", {"events": "all"}),
    ]
    itself = AuditEntry.objects.get(actor=ITSELF)
    assert (itself.about, itself.details) == (about, {"state": "on → off"})


def test_rules_for_alerts(owner):
    by = {"by": owner, "now": NOW}
    rule = save_rule(
        place=owner.scope,
        name="Unhappy",
        kind=RuleKind.HEARD,
        condition=Score("recommend", "at_most", 6),
        **by,
    )
    changed = set_state(rule=rule, state=State.ON, **by)
    delete_rule(rule=changed, **by)

    assert written(owner, f"rule:{rule.pk}") == [
        ("alert_rule_changed", {"version": 1, "state": "off"}),
        ("alert_rule_changed", {"version": 2, "state": "off → on"}),
        ("alert_rule_changed", {"version": 3, "state": "on → off"}),
    ]


def test_offers_and_what_was_decided_of_them(owner):
    place = make_node(owner.scope, "H1")
    manager = make_member(place, "location_manager")
    set_budget(
        tenant_id=owner.tenant_id, role="location_manager", a_month=9_000, without_asking=1_000
    )
    case = open_by_hand(by=manager, location=place, words="Cold", now=NOW)
    made = offer(case=case, what="A dinner", cost=4_000, by=manager, now=NOW)
    decide_offer(offer=made, approve=True, by=owner, now=NOW)
    decide_offer(offer=made, approve=False, by=owner, now=NOW)

    about = f"case:{case.pk}"
    assert written(manager, about) == [("offer_made", {"cost": 4_000, "state": "waiting"})]
    assert written(owner, about) == [
        ("offer_decided", {"cost": 4_000, "state": "waiting → approved"})
    ]


def test_accounts_of_channels(owner):
    by = {"by": owner, "now": NOW}
    told = {"name": "SMS", "secrets": {"password": "p"}}
    made = accounts.add_account(
        tenant=owner.tenant,
        kind="twilio",
        channels=["sms", "call"],
        options={"url": "a"},
        **told,
        **by,
    )
    accounts.change_account(account=made, channels=["sms"], options={"url": "b"}, **told, **by)
    accounts.pause(account=made, **by)
    accounts.pause(account=made, **by)
    accounts.resume(account=made, **by)
    accounts.remove(account=made, now=NOW)

    about, kind = f"channel:{made.pk}", {"kind": "twilio"}
    assert written(owner, about) == [
        ("channel_added", {"channels": "sms call", **kind}),
        ("channel_changed", {"channels": "sms call → sms", "settings": "url", **kind}),
        ("channel_changed", {"state": "running → paused", **kind}),
        ("channel_changed", {"state": "paused → running", **kind}),
    ]
    assert AuditEntry.objects.get(actor=OPERATOR).action == "channel_removed"
