from datetime import timedelta

import pytest

from heedful.act.alerts.calling import call_first, call_next
from heedful.act.alerts.domain import see, unsee
from heedful.act.alerts.models import Alert
from heedful.act.alerts.raising import raise_alerts
from heedful.base.notify.models import Notice
from tests.act.alerts.conftest import NOW


def hear(chain, *keys):
    raised = raise_alerts(tenant_id=chain.tenant.pk, keys=keys, now=NOW)
    call_first(tenant_id=chain.tenant.pk, raised=raised, now=NOW)
    return Alert.objects.get()


def called():
    return list(Notice.objects.order_by("created_at").values_list("member_id", flat=True))


def test_the_manager_is_called_with_the_reason_and_the_words(chain):
    chain.rule()

    alert = hear(chain, chain.say(4, 1, 5, words="Waited. Call me: +44 20 7946 0958"))

    notice = Notice.objects.get()
    assert (notice.member_id, notice.title) == (chain.manager.pk, "4 of 10 at Pier")
    assert notice.text == "Unhappy guest: Recommend: 4 of 10\n“Waited. Call me: ▇”"
    assert notice.path == f"/alerts/{alert.pk}/"
    assert (alert.calls, alert.next_call_at) == (1, NOW + timedelta(minutes=30))


def test_who_does_not_look_is_followed_by_the_next_until_nobody_is_left(chain):
    chain.rule()
    hear(chain, chain.say(4, 1, 5))

    assert call_next(tenant_id=chain.tenant.pk, now=NOW + timedelta(minutes=29)) == 0
    for n in range(1, 4):
        call_next(tenant_id=chain.tenant.pk, now=NOW + timedelta(minutes=30 * n))

    assert called() == [chain.manager.pk, chain.area.pk, chain.owner.pk]
    assert Alert.objects.get().next_call_at is None


def test_nobody_else_is_called_once_somebody_looks_and_again_when_that_is_taken_back(chain):
    chain.rule()
    alert = hear(chain, chain.say(4, 1, 5))

    assert see(alerts=[alert], by=chain.manager, now=NOW) == 1
    assert see(alerts=[alert], by=chain.area, now=NOW) == 0
    assert call_next(tenant_id=chain.tenant.pk, now=NOW + timedelta(days=1)) == 0
    alert.refresh_from_db()
    assert alert.seen_by_id == chain.manager.pk

    unsee(alerts=[alert], by=chain.manager, now=NOW)
    assert call_next(tenant_id=chain.tenant.pk, now=NOW + timedelta(minutes=5)) == 1
    assert called() == [chain.manager.pk, chain.area.pk]


@pytest.mark.parametrize("wait", [None, 10])
def test_a_rule_may_say_that_nobody_else_is_called(chain, wait):
    chain.rule(escalate_minutes=wait)

    alert = hear(chain, chain.say(4, 1, 5))

    expected = None if wait is None else NOW + timedelta(minutes=wait)
    assert alert.next_call_at == expected


def test_a_second_voice_calls_nobody_again(chain):
    chain.rule()
    hear(chain, chain.say(4, 1, 5, who="card 7"))
    hear(chain, chain.say(3, 1, 5, who="card 7"))

    assert called() == [chain.manager.pk]


def test_where_nobody_else_is_the_owner_is_called(chain):
    chain.rule()

    hear(chain, chain.say(4, 1, 5, place=chain.mill))

    assert called() == [chain.owner.pk]
