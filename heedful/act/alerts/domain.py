"""What people do with alerts and with the rules that raise them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.urls import reverse

from heedful.act.alerts.models import Alert, AlertRule, AlertVoice, RuleChange, RuleKind, State
from heedful.act.alerts.rules import Condition
from heedful.act.cases.models import Case
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, Details, changes, person
from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.notify.domain import settle
from heedful.base.notify.hooks import Event, emit
from heedful.base.org.models import Member, Node
from heedful.listen.surveys.models import Questionnaire

# After "not seen after all" the next person is called no sooner than this.
AGAIN = timedelta(minutes=5)
CODES = (
    "kind",
    "state",
    "place",
    "urgent",
    "opens_case",
    "gather_hours",
    "escalate_minutes",
)


class RuleChanged(Exception):
    """Somebody else changed the rule meanwhile; nothing was saved."""


@transaction.atomic
def see(*, alerts: Sequence[Alert], by: Member, now: datetime) -> int:
    """Say that somebody looks after these alerts; return how many were new.

    Nobody else is called, and what people were told of them counts as read.
    """
    rows = Alert.objects.filter(tenant=by.tenant_id, pk__in=[one.pk for one in alerts])
    unseen = rows.filter(seen_at=None)
    new = list(unseen.select_for_update().values_list("pk", flat=True))
    seen = unseen.filter(pk__in=new).update(seen_at=now, seen_by=by, next_call_at=None)
    events = [
        Event("alert.seen", {"alert": str(key)}, f"alert.seen:{key}:{now.timestamp()}")
        for key in new
    ]
    emit(tenant_id=by.tenant_id, events=events, now=now)
    paths = [reverse("alert", args=[one.pk]) for one in alerts]
    settle(tenant_id=by.tenant_id, paths=paths, now=now)
    tell_pages(alerts if seen else ())
    return seen


def see_of_cases(*, cases: Sequence[Case], by: Member, now: datetime) -> int:
    """Whoever works on a case looks after the alerts that led to it; say how many were new."""
    waiting = Alert.objects.filter(
        tenant=by.tenant_id,
        location__in={one.location_id for one in cases},
        case_id__in=[one.pk for one in cases],
        seen_at=None,
    )
    alerts = list(waiting)
    return see(alerts=alerts, by=by, now=now) if alerts else 0


def unsee(*, alerts: Sequence[Alert], by: Member, now: datetime) -> None:
    """Take back that somebody looks after these alerts; the next people are called after all."""
    keys = [one.pk for one in alerts]
    rows = Alert.objects.filter(tenant=by.tenant_id, pk__in=keys, seen_at__isnull=False)
    rows.filter(escalate_minutes=None).update(seen_at=None, seen_by=None)
    rows.update(seen_at=None, seen_by=None, next_call_at=now + AGAIN)
    tell_pages(alerts)


def tell_pages(alerts: Sequence[Alert]) -> None:
    """Let lists of alerts, and Today of the locations of these, fetch anew."""
    if alerts:
        places = [LiveEvent.location_topic(one.location_id) for one in alerts]
        announce(tenant_id=alerts[0].tenant_id, topics=[LiveEvent.ALERTS, *places])


def belongs_to(*, alert: Alert, case_id: uuid.UUID) -> None:
    """Note the case in which what was promised to this customer is kept."""
    alert.case_id = case_id
    alert.save(update_fields=["case_id"])


def belong_to(*, tenant_id: uuid.UUID, feedback_id: uuid.UUID, case_id: uuid.UUID) -> None:
    """Let alerts about this feedback lead to its case, where they lead to none yet."""
    voices = AlertVoice.objects.filter(tenant=tenant_id, key=feedback_id).values("alert")
    Alert.objects.filter(tenant=tenant_id, pk__in=voices, case_id=None).update(case_id=case_id)


@transaction.atomic
def save_rule(
    *,
    by: Member,
    place: Node,
    name: str,
    kind: RuleKind,
    condition: Condition | None,
    now: datetime,
    state: State = State.OFF,
    questionnaire: Questionnaire | None = None,
    channels: Sequence[str] = (),
    urgent: bool = False,
    opens_case: bool = False,
    gather_hours: int = 72,
    escalate_minutes: int | None = 30,
    rule: AlertRule | None = None,
    version: int | None = None,
) -> AlertRule:
    """Keep a new rule, or a changed one, and what it was changed to. Raises RuleChanged.

    `version` is the one that the person had before their eyes.
    """
    values: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "condition": None if condition is None else msgspec.to_builtins(condition),
        "state": state,
        "place": place,
        "questionnaire": questionnaire,
        "channels": list(channels),
        "urgent": urgent,
        "opens_case": opens_case,
        "gather_hours": gather_hours,
        "escalate_minutes": escalate_minutes,
    }
    if rule is None:
        rule = AlertRule.objects.create(tenant_id=by.tenant_id, created_at=now, **values)
        _note(rule, before=None, by=by, now=now)
        return rule
    return _change(rule, values, by=by, now=now, version=version)


def set_state(*, rule: AlertRule, state: State, by: Member, now: datetime) -> AlertRule:
    """Switch a rule on, off, or into the shadow, as it is by now."""
    return _change(rule, {"state": state}, by=by, now=now, version=None)


def delete_rule(*, rule: AlertRule, by: Member, now: datetime) -> AlertRule:
    """Take a rule off the list; the alerts it raised stay."""
    values = {"state": State.OFF, "deleted_at": now}
    return _change(rule, values, by=by, now=now, version=None)


def restore_rule(*, rule: AlertRule, by: Member, now: datetime) -> AlertRule:
    """Put a rule back on the list, switched off until somebody has looked at it."""
    return _change(rule, {"deleted_at": None}, by=by, now=now, version=None)


@transaction.atomic
def _change(
    rule: AlertRule, values: Mapping[str, Any], *, by: Member, now: datetime, version: int | None
) -> AlertRule:
    current = AlertRule.objects.select_for_update().get(pk=rule.pk)
    if version is not None and current.version != version:
        raise RuleChanged
    before = told(current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    _note(current, before=before, by=by, now=now)
    return current


def _note(rule: AlertRule, *, before: Mapping[str, Any] | None, by: Member, now: datetime) -> None:
    after = told(rule)
    RuleChange.objects.create(
        tenant_id=rule.tenant_id, rule=rule, at=now, by=by, version=rule.version, after=after
    )
    changed = changes(_codes(before), _codes(after)) if before else {"state": str(rule.state)}
    record(
        tenant_id=rule.tenant_id,
        actor=person(by.user_id),
        action=Action.ALERT_RULE_CHANGED,
        about=f"rule:{rule.pk}",
        details={"version": rule.version, **changed},
        now=now,
    )


def _codes(rule: Mapping[str, Any]) -> Details:
    """What the record of who did what keeps: not what people typed, which the history has."""
    codes = {name: rule[name] for name in CODES}
    codes["channels"] = " ".join(rule["channels"])
    return {name: "" if value is None else value for name, value in codes.items()}


def told(rule: AlertRule) -> dict[str, Any]:
    """A rule as its history keeps it."""
    return {
        "name": rule.name,
        "kind": rule.kind,
        "state": rule.state,
        "condition": rule.condition,
        "place": str(rule.place_id),
        "questionnaire": _key(rule.questionnaire_id),
        "channels": rule.channels,
        "urgent": rule.urgent,
        "opens_case": rule.opens_case,
        "gather_hours": rule.gather_hours,
        "escalate_minutes": rule.escalate_minutes,
    }


def _key(key: uuid.UUID | None) -> str:
    return "" if key is None else str(key)
