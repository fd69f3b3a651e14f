from datetime import timedelta

import pytest

from cxstats.sums import NOT_ANSWERED
from heedful.act.alerts.models import Alert, AlertVoice, State
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import Again, AnyOf, Score, Words, Worth
from heedful.base.customers.models import Customer
from heedful.listen.invitations.models import Visit
from tests.act.alerts.conftest import NOW


def hear(chain, *keys):
    return raise_alerts(tenant_id=chain.tenant.pk, keys=keys, now=NOW)


def test_a_low_score_raises_one_alert_with_its_reason(chain):
    chain.rule()
    key, happy = chain.say(4, 1, 5), chain.say(9, 5, 5)

    (raised,) = hear(chain, key, happy)

    alert = Alert.objects.get()
    assert (alert.location_id, alert.score, alert.score_high) == (chain.pier.pk, 4, 10)
    assert (alert.voices, alert.shadow, alert.urgent, raised.is_new) == (1, False, False, True)
    voice = AlertVoice.objects.get()
    assert (voice.key, voice.reasons) == (
        key,
        [{"kind": "score", "label": "Recommend", "value": 4.0, "high": 10}],
    )


def test_what_is_heard_twice_raises_nothing_more(chain):
    chain.rule()
    key = chain.say(4, 1, 5)

    hear(chain, key)

    assert hear(chain, key) == []
    assert hear(chain, key, chain.say(3, 1, 5))[0].alert.score == 3
    assert Alert.objects.count() == 2


def test_two_rules_on_one_utterance_are_one_alert_with_two_reasons(chain):
    chain.rule()
    chain.rule(Words(("stress",), name="Staff"), name="Staff", urgent=True, escalate_minutes=5)

    (raised,) = hear(chain, chain.say(4, 1, 5, words="staff looked stressed"))

    assert [voice.rule.name for voice in raised.voices] == ["Unhappy guest", "Staff"]
    alert = Alert.objects.get()
    assert (alert.voices, alert.urgent, alert.escalate_minutes) == (1, True, 5)


def test_a_customer_who_speaks_twice_is_one_alert_with_two_voices(chain):
    chain.rule()
    (first,) = hear(chain, chain.say(4, 1, 5, who="card 7"))

    both = chain.say(2, 1, 5, who="card 7"), chain.say(5, 1, 5, who="card 8")
    again, other = sorted(hear(chain, *both), key=lambda one: one.is_new)

    assert (again.alert.pk, again.is_new, other.is_new) == (first.alert.pk, False, True)
    alert = Alert.objects.get(respondent="card 7")
    assert (alert.voices, alert.score) == (2, 2)


def test_two_voices_of_one_customer_in_one_batch_are_one_alert(chain):
    chain.rule()

    (raised,) = hear(chain, *(chain.say(n, 1, 5, who="card 7") for n in (5, 3)))

    assert (Alert.objects.count(), raised.alert.voices) == (1, 2)


def test_the_same_name_at_another_place_is_somebody_else(chain):
    chain.rule()

    hear(chain, chain.say(4, 1, 5, who="1"), chain.say(4, 1, 5, who="1", place=chain.mill))

    assert Alert.objects.count() == 2


def test_a_known_customer_is_one_alert_whatever_the_channel(chain):
    chain.rule()
    ann = Customer.objects.create(tenant=chain.tenant)

    first = hear(chain, chain.say(4, 1, 5, customer=ann))
    again = hear(chain, chain.say(4, 1, 5, customer=ann, who="by telephone"))

    assert [one.alert.pk for one in first] == [one.alert.pk for one in again]
    assert (Alert.objects.get().customer_id, Alert.objects.get().voices) == (ann.pk, 2)


@pytest.mark.parametrize(("days_ago", "score", "raised"), [(30, 3, 1), (30, 9, 0), (95, 3, 0)])
def test_the_second_bad_visit_of_a_customer_is_seen(chain, days_ago, score, raised):
    chain.rule(Again())
    ann, bob = (Customer.objects.create(tenant=chain.tenant) for _ in range(2))
    chain.say(score, 1, 5, customer=ann, days_ago=days_ago)
    chain.say(1, 1, 5, customer=bob, days_ago=1)

    assert len(hear(chain, chain.say(4, 1, 5, customer=ann))) == raised


@pytest.mark.parametrize(("spent", "raised"), [(None, 0), ([60, 30], 0), ([60, 50], 1)])
def test_a_customer_who_spends_much_is_told_by_their_visits(chain, spent, raised):
    chain.rule(Worth(100))
    ann = Customer.objects.create(tenant=chain.tenant)
    for n, value in enumerate(spent or []):
        Visit.objects.create(
            tenant=chain.tenant,
            customer=ann,
            location=chain.pier,
            visited_at=NOW - timedelta(days=n + 2),
            day=NOW.date(),
            daypart="",
            key=str(n),
            value=value,
            source="api",
            received_at=NOW,
        )

    assert len(hear(chain, chain.say(9, 5, 5, customer=ann), chain.say(9, 5, 5))) == raised


def test_a_rule_in_the_shadow_raises_and_calls_nobody(chain):
    chain.rule(state=State.SHADOW)
    key = chain.say(4, 1, 5)

    assert hear(chain, key) == []
    assert Alert.objects.get().shadow
    assert hear(chain, key) == []
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "raised"),
    [
        ({}, 1),
        ({"state": State.OFF}, 0),
        ({"channels": ["web", "qr"]}, 1),
        ({"channels": ["sms"]}, 0),
    ],
)
def test_a_rule_is_about_its_channels_while_it_is_on(chain, fields, raised):
    chain.rule(**fields)

    assert len(hear(chain, chain.say(4, 1, 5))) == raised


def test_a_rule_is_about_its_place_and_its_survey(chain):
    chain.rule(place=chain.north, questionnaire=chain.version.questionnaire)

    raised = hear(chain, chain.say(4, 1, 5), chain.say(4, 1, 5, place=chain.mill))

    assert [one.alert.location_id for one in raised] == [chain.pier.pk]


def test_an_item_that_was_not_answered_raises_nothing(chain):
    chain.rule(AnyOf((Score("waiting", "at_most", 5), Score("unknown", "at_most", 5))))

    assert hear(chain, chain.say(4, NOT_ANSWERED, 5)) == []


@pytest.mark.parametrize("n", [1, 40])
def test_queries_do_not_grow_with_the_batch(chain, django_assert_num_queries, n):
    chain.rule()
    keys = [chain.say(4, 1, 5, who=f"card {i}") for i in range(n)]

    with django_assert_num_queries(12):
        assert len(hear(chain, *keys)) == n


def test_without_rules_one_query_is_all(chain, django_assert_num_queries):
    key = chain.say(4, 1, 5)

    with django_assert_num_queries(3):
        assert hear(chain, key) == []
