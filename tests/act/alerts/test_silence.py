from datetime import timedelta

import pytest
from django.db import connection

from heedful.act.alerts.calling import call_about_silence
from heedful.act.alerts.models import Alert, AlertVoice, RuleKind, State
from heedful.act.alerts.silence import raise_silences, silent
from heedful.base.notify.models import Notice
from tests.act.alerts.conftest import NOW
from tests.makers import make_feedback


def heard(chain, place, days_ago, *, a_day=3, channel="web"):
    """So many answers on each of these days."""
    days = [NOW.date() - timedelta(days=back) for back in days_ago]
    rows = [(place, day, (9, 5, 4)) for day in days for _ in range(a_day)]
    keys = make_feedback(chain.version, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "update listen_feedback set channel = %s where id = any(%s)", [channel, keys]
        )


@pytest.fixture
def rule(chain):
    return chain.rule(None, kind=RuleKind.SILENCE, name="Silence")


def test_a_location_that_stopped_is_told_once_and_one_that_goes_on_is_not(chain, rule):
    heard(chain, chain.pier, range(5, 61))
    heard(chain, chain.mill, range(60))

    (alert,) = raise_silences(tenant_id=chain.tenant.pk, now=NOW)

    assert (alert.location_id, alert.score) == (chain.pier.pk, None)
    voice = AlertVoice.objects.get()
    assert voice.reasons == [{"kind": "silence", "value": 15.0, "days": 5}]
    assert raise_silences(tenant_id=chain.tenant.pk, now=NOW + timedelta(hours=1)) == []
    assert Alert.objects.count() == 1


def test_one_channel_that_stopped_is_told_while_others_go_on(chain, rule):
    heard(chain, chain.pier, range(60))
    heard(chain, chain.pier, range(6, 61), channel="sms")

    (found,) = silent(rule=rule, now=NOW)

    assert (found.location_id, found.channel) == (chain.pier.pk, "sms")


@pytest.mark.parametrize(
    ("days_ago", "a_day"),
    [
        (range(1, 60), 3),  # a day without a word
        (range(40, 61), 3),  # long ago
        (range(5, 61, 9), 1),  # seldom heard anyway
        (range(5, 12), 3),  # too new to have a usual
        ([], 1),
    ],
)
def test_what_is_usual_is_no_silence(chain, rule, days_ago, a_day):
    heard(chain, chain.pier, days_ago, a_day=a_day)

    assert silent(rule=rule, now=NOW) == []


def test_files_and_closed_locations_are_not_listened_for(chain, rule):
    heard(chain, chain.pier, range(5, 61), channel="file")
    heard(chain, chain.mill, range(5, 61))
    chain.mill.closed_on = NOW.date()
    chain.mill.save()

    assert silent(rule=rule, now=NOW) == []


def test_whoever_looks_after_the_place_is_called_and_nobody_from_the_shadow(chain, rule):
    heard(chain, chain.pier, range(5, 61))
    alerts = raise_silences(tenant_id=chain.tenant.pk, now=NOW)
    call_about_silence(tenant_id=chain.tenant.pk, alerts=alerts, now=NOW)

    notice = Notice.objects.get()
    assert (notice.member_id, notice.title) == (chain.manager.pk, "Somebody must look: Pier")
    assert notice.text == ("Silence: nothing heard for 5 days; about 15 answers were expected")
    chain.rule(None, kind=RuleKind.SILENCE, name="Shadow", state=State.SHADOW)
    assert raise_silences(tenant_id=chain.tenant.pk, now=NOW) == []
    assert Alert.objects.filter(shadow=True).count() == 1
