"""From an answer that is kept to the people who are told: once, whatever happens between."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import transaction

from heedful.act.alerts.domain import save_rule
from heedful.act.alerts.models import Alert, AlertVoice, RuleKind, State
from heedful.act.alerts.rules import Score
from heedful.act.cases.models import Case
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.notify.hooks import make_webhook
from heedful.base.notify.models import HookEvent, Notice
from heedful.base.outbox.domain import dispatch, dispatch_singly, put
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.listen.feedback.domain import RECEIVED
from heedful.listen.responses.domain import Submission, submit
from tests.makers import make_member, make_node, make_questionnaire, make_tenant

NOW = datetime.now(UTC)


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "Harbour Street")
        owner, _manager = make_member(root), make_member(place, "location_manager")
        version = make_questionnaire(tenant)[1]
        save_rule(
            by=owner,
            place=root,
            name="Unhappy guest",
            kind=RuleKind.HEARD,
            condition=Score("recommend", "at_most", 6),
            state=State.ON,
            opens_case=True,
            now=NOW,
        )
        make_webhook(by=owner, name="Till", url="https://x.example", kinds=[], now=NOW)
        yield tenant, place, version


def say(house, score, key=None):
    tenant, place, version = house
    submission = Submission(
        id=key or uuid.uuid4(),
        at=datetime.now(UTC),
        channel="qr",
        language="en",
        scores=[score, 1, 5],
        comment="Waited 25 minutes",
        answers={},
    )
    submit(tenant=tenant, version=version, location=place, submission=submission)
    due_now()
    return submission.id


def due_now():
    """The clock of a test's transaction stands still."""
    OutboxEntry.objects.filter(parked_at=None).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


def counts():
    kinds = (Alert, AlertVoice, Case, Notice, Outgoing, HookEvent)
    return [kind.objects.count() for kind in kinds]


def test_an_unhappy_answer_is_an_alert_a_case_a_notice_a_mail_and_an_event(house):
    say(house, 4)
    say(house, 9)

    dispatch(handlers=HANDLERS, now=NOW)

    assert counts() == [1, 1, 1, 1, 1, 1]
    alert, case = Alert.objects.get(), Case.objects.get()
    assert (alert.case_id, case.alert_id) == (case.pk, alert.pk)
    letter = Outgoing.objects.get()
    assert letter.subject == "4 of 10 at Harbour Street"
    assert "“Waited 25 minutes”" in letter.text
    payload = HookEvent.objects.get().payload
    assert (payload["score"], payload["rules"]) == (4, ["Unhappy guest"])
    assert "Waited" not in str(payload)


def test_what_is_handed_out_again_after_a_kill_is_told_once(house):
    tenant, *_ = house
    key = say(house, 4)
    dispatch(handlers=HANDLERS, now=NOW)

    for _again in range(3):
        put(tenant_id=tenant.pk, topic=RECEIVED, key=key, payload={})
        due_now()
        dispatch_singly(handlers=HANDLERS, now=NOW, limit=5)

    assert counts() == [1, 1, 1, 1, 1, 1]


def test_a_kill_before_the_commit_leaves_nothing_behind_and_loses_nothing(house):
    say(house, 4)
    killed = pytest.raises(KeyboardInterrupt)
    with killed, transaction.atomic():
        dispatch(handlers=HANDLERS, now=NOW)
        raise KeyboardInterrupt

    assert counts() == [0, 0, 0, 0, 0, 0]
    dispatch(handlers=HANDLERS, now=NOW)
    assert counts() == [1, 1, 1, 1, 1, 1]


def test_feedback_that_was_erased_meanwhile_raises_nothing(house):
    tenant, *_ = house
    put(tenant_id=tenant.pk, topic=RECEIVED, key=uuid.uuid4(), payload={})
    due_now()

    dispatch(handlers=HANDLERS, now=NOW)

    assert counts() == [0, 0, 0, 0, 0, 0]
    assert OutboxEntry.objects.filter(topic=RECEIVED).count() == 0


@pytest.mark.parametrize("n", [1, 25])
def test_a_batch_without_cases_costs_the_same_queries_whatever_its_size(
    house, n, django_assert_num_queries
):
    from heedful.act.alerts.models import AlertRule
    from heedful.flows.feedback_received import run

    tenant, *_ = house
    AlertRule.objects.update(opens_case=False)
    for _each in range(n):
        say(house, 4)
    entries = list(OutboxEntry.objects.filter(topic=RECEIVED))

    with django_assert_num_queries(36):
        run(tenant.pk, entries)
    assert Alert.objects.count() == n
