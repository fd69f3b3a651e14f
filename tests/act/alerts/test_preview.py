import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.act.alerts.models import Alert, AlertRule
from heedful.act.alerts.preview import preview
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import Again, AllOf, Score, Words
from heedful.base.customers.models import Customer
from tests.act.alerts.conftest import LOW, NOW
from tests.makers import make_member


def look(chain, condition=LOW, member=None, **fields):
    rule = AlertRule(tenant=chain.tenant, **{"place": chain.root, **fields})
    return preview(member=member or chain.owner, rule=rule, condition=condition, now=NOW)


def test_it_tells_how_many_alerts_the_past_would_have_brought(chain):
    for days in range(40):
        chain.say(4 if days % 4 == 0 else 9, 3, 5, days_ago=days)
    chain.say(0, 1, 1, days_ago=91)
    chain.say(10, 5, 5, place=chain.mill)

    found = look(chain)

    assert (found.looked, found.alerts, found.locations) == (41, 10, 2)
    assert found.a_week == pytest.approx(10 / (90 / 7) / 2)
    assert found.newest[0].spoken.heard.occurred_at > found.newest[-1].spoken.heard.occurred_at
    assert found.newest[0].reasons[0].value == 4


def test_without_feedback_it_says_so(chain):
    found = look(chain)

    assert (found.looked, found.alerts, found.a_week, found.newest) == (0, 0, 0, [])


def test_a_person_previews_only_their_own_part(chain):
    chain.say(1, 1, 1)
    elsewhere = make_member(chain.mill, "location_manager")

    assert look(chain, member=elsewhere).looked == 0
    assert look(chain, member=chain.manager, place=chain.pier).alerts == 1


def test_earlier_visits_count_though_they_lie_before_the_window(chain):
    ann = Customer.objects.create(tenant=chain.tenant)
    chain.say(2, 1, 1, customer=ann, days_ago=100)
    chain.say(2, 1, 1, customer=ann, days_ago=80)

    assert look(chain, Again()).alerts == 1


@pytest.mark.django_db
@given(
    said=st.lists(
        st.tuples(
            st.integers(0, 10), st.sampled_from(["", "a", "b"]), st.sampled_from(["wait", "food"])
        ),
        min_size=1,
        max_size=12,
    ),
    condition=st.sampled_from(
        [LOW, Words(("waiting",)), AllOf((LOW, Words(("wait",)))), Score("waiting", "at_least", 3)]
    ),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_previewed_is_what_is_raised(chain, said, condition):
    """The preview and the live rule are one and the same: as many alerts for the same words."""
    from django.db import transaction

    with transaction.atomic():
        keys = [chain.say(score, 3, 5, who=who, words=words) for score, who, words in said]
        chain.rule(condition)
        raise_alerts(tenant_id=chain.tenant.pk, keys=keys, now=NOW)

        assert look(chain, condition, gather_hours=72).alerts == Alert.objects.count()
        transaction.set_rollback(True)


def test_a_preview_takes_few_queries(chain, django_assert_num_queries):
    for n in range(30):
        chain.say(n % 11, 3, 5)

    with django_assert_num_queries(4):
        look(chain)
