from heedful.act.alerts.calling import call_first
from heedful.act.alerts.models import Alert, AlertVoice
from heedful.act.alerts.privacy import erase, export
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import AnyOf, Words
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.models import Customer
from heedful.base.notify.hooks import make_webhook
from heedful.base.notify.models import HookEvent, Notice
from tests.act.alerts.conftest import LOW, NOW


def test_one_person_is_told_and_erased_and_another_stays(chain):
    chain.rule(AnyOf((LOW, Words(("rude",)))))
    make_webhook(by=chain.owner, name="Till", url="https://x.example", kinds=[], now=NOW)
    ann, bob = (Customer.objects.create(tenant=chain.tenant) for _ in range(2))
    keys = [chain.say(4, 1, 5, words="rude staff", customer=who) for who in (ann, bob)]
    raised = raise_alerts(tenant_id=chain.tenant.pk, keys=keys, now=NOW)
    call_first(tenant_id=chain.tenant.pk, raised=raised, now=NOW)

    told = export(tenant_id=chain.tenant.pk, customer_ids=[ann.pk])
    assert [one["why"] for one in told["alerts"]] == [["Recommend: 4 of 10", "words: “rude”"]]

    for n in (1, 0):
        assert erase(tenant_id=chain.tenant.pk, customer_ids=[ann.pk]) == n
    assert export(tenant_id=chain.tenant.pk, customer_ids=[ann.pk]) == {"alerts": []}
    assert list(Alert.objects.order_by("customer_id").values_list("customer_id", flat=True)) == [
        bob.pk,
        None,
    ]
    for table, field in ((Notice, "text"), (Outgoing, "text"), (AlertVoice, "reasons")):
        kept = [str(value) for value in table.objects.values_list(field, flat=True)]
        assert sum("rude" in value for value in kept) == 1, table
    assert HookEvent.objects.count() == 1
