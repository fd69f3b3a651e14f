"""From what customers said to alerts: each rule speaks of each utterance once."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import Q

from heedful.act.alerts.guessing import guessed
from heedful.act.alerts.models import Alert, AlertRule, AlertVoice, RuleKind, State
from heedful.act.alerts.queries import covered, live_rules
from heedful.act.alerts.reading import Spoken, spoken_of
from heedful.act.alerts.rules import Condition, Reason, reasons_for, remembered
from heedful.act.alerts.worth import weighed
from heedful.base.tenancy.models import Tenant


@dataclass(slots=True)
class Raised:
    """An alert that is new, or to which somebody else's or the same customer's voice was added."""

    alert: Alert
    spoken: Spoken
    voices: list[AlertVoice] = field(default_factory=list)
    is_new: bool = True

    @property
    def opens_case(self) -> bool:
        return any(voice.rule.opens_case for voice in self.voices)


@dataclass(frozen=True, slots=True)
class _Match:
    rule: AlertRule
    spoken: Spoken
    reasons: tuple[Reason, ...]

    @property
    def shadow(self) -> bool:
        return self.rule.state == State.SHADOW


@transaction.atomic
def raise_alerts(*, tenant_id: uuid.UUID, keys: Sequence[uuid.UUID], now: datetime) -> list[Raised]:
    """Raise what these utterances call for; return alerts that call somebody (none in shadow).

    Safe to repeat: a rule that has spoken of an utterance does not do so again. The queries do
    not grow with the batch.
    """
    rules = live_rules(tenant_id=tenant_id, kind=RuleKind.HEARD)
    if not rules:
        return []
    conditions = {rule.pk: condition_of(rule) for rule in rules}
    said = spoken_of(tenant_id=tenant_id, keys=keys, remember=remembered(conditions.values()))
    said = guessed(tenant_id=tenant_id, said=said, conditions=conditions.values())
    said = weighed(tenant_id=tenant_id, said=said, conditions=conditions.values())
    matches = list(_matches(tenant_id, rules, conditions, said, now))
    if not matches:
        return []
    # Whoever handles the same customer at the same time waits here, and then finds the alert.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant_id)
    spoken_already = set(
        AlertVoice.objects.filter(
            tenant=tenant_id, key__in=[one.spoken.feedback.id for one in matches]
        ).values_list("rule_id", "key")
    )
    new = [one for one in matches if (one.rule.pk, one.spoken.feedback.id) not in spoken_already]
    raised = _gather(tenant_id, new)
    _keep(list(raised))
    return [one for one in raised if not one.alert.shadow]


def _matches(
    tenant_id: uuid.UUID,
    rules: Sequence[AlertRule],
    conditions: Mapping[uuid.UUID, Condition],
    said: Sequence[Spoken],
    now: datetime,
) -> Iterator[_Match]:
    if not said:
        return
    here = covered(
        tenant_id=tenant_id,
        places={rule.place_id for rule in rules},
        locations={one.feedback.location_id for one in said},
        on=now.date(),
    )
    for spoken in said:
        for rule in rules:
            if (rule.place_id, spoken.feedback.location_id) not in here or not applies(
                rule, spoken
            ):
                continue
            reasons = reasons_for(conditions[rule.pk], spoken.heard)
            if reasons is not None:
                yield _Match(rule, spoken, reasons)


def condition_of(rule: AlertRule) -> Condition:
    return msgspec.convert(rule.condition, Condition)  # type: ignore[no-any-return]  # a union


def who_of(spoken: Spoken) -> str:
    """What the customer is known by; empty when nobody knows."""
    return str(spoken.feedback.customer_id or "") or spoken.feedback.respondent


def applies(rule: AlertRule, spoken: Spoken) -> bool:
    """Whether a rule is about this survey and this channel."""
    about = rule.questionnaire_id in {None, spoken.feedback.questionnaire_id}
    return about and (not rule.channels or spoken.feedback.channel in rule.channels)


def _gather(tenant_id: uuid.UUID, matches: Sequence[_Match]) -> list[Raised]:
    """One alert for each utterance, or for each customer who spoke more than once of late."""
    open_ones = _open_alerts(tenant_id, matches)
    raised: dict[tuple[uuid.UUID, bool], Raised] = {}
    by_customer: dict[tuple[str, uuid.UUID, bool], Raised] = {}
    for match in matches:
        who = (who_of(match.spoken), match.spoken.feedback.location_id, match.shadow)
        same = raised.get((match.spoken.feedback.id, match.shadow))
        one = same or (_joined(match, who, by_customer, open_ones) if who[0] else None)
        if one is None:
            one = Raised(_alert(match), match.spoken)
        raised[match.spoken.feedback.id, match.shadow] = one
        if who[0]:
            by_customer[who] = one
        _add(one, match, counts=same is None)
    return list({id(one): one for one in raised.values()}.values())


def _open_alerts(tenant_id: uuid.UUID, matches: Sequence[_Match]) -> list[Alert]:
    said = [one.spoken.feedback for one in matches if who_of(one.spoken)]
    if not said:
        return []
    longest = max(one.rule.gather_hours for one in matches)
    since = min(one.spoken.heard.occurred_at for one in matches) - timedelta(hours=longest)
    of_same = Q(customer_id__in={one.customer_id for one in said} - {None}) | Q(
        respondent__in={one.respondent for one in said} - {""}
    )
    rows = Alert.objects.filter(of_same, tenant=tenant_id, last_at__gte=since)
    return list(rows.order_by("-last_at"))


def _joined(
    match: _Match,
    who: tuple[str, uuid.UUID, bool],
    by_customer: dict[tuple[str, uuid.UUID, bool], Raised],
    open_ones: Sequence[Alert],
) -> Raised | None:
    window = timedelta(hours=match.rule.gather_hours)
    at = match.spoken.heard.occurred_at
    here = by_customer.get(who)
    if here is not None and abs(at - here.alert.last_at) <= window:
        return here
    for alert in open_ones:
        by = str(alert.customer_id or "") or alert.respondent
        same = (by, alert.location_id, alert.shadow) == who
        if same and abs(at - alert.last_at) <= window:
            return Raised(alert, match.spoken, is_new=False)
    return None


def _alert(match: _Match) -> Alert:
    spoken = match.spoken
    return Alert(
        tenant_id=match.rule.tenant_id,
        location_id=spoken.feedback.location_id,
        customer_id=spoken.feedback.customer_id,
        respondent=spoken.feedback.respondent,
        raised_at=spoken.heard.occurred_at,
        last_at=spoken.heard.occurred_at,
        shadow=match.shadow,
        voices=0,
    )


def _add(one: Raised, match: _Match, *, counts: bool) -> None:
    """Let an alert say what this rule found; two rules on one utterance are one voice."""
    alert, rule, spoken = one.alert, match.rule, match.spoken
    alert.voices += counts
    alert.last_at = max(alert.last_at, spoken.heard.occurred_at)
    alert.urgent = alert.urgent or rule.urgent
    waits = [w for w in (alert.escalate_minutes, rule.escalate_minutes) if w is not None]
    alert.escalate_minutes = min(waits, default=None)
    headline = spoken.heard.headline
    if headline is not None and (alert.score is None or headline.value < alert.score):
        alert.score, alert.score_high = headline.value, headline.high
    one.spoken = spoken
    one.voices.append(
        AlertVoice(
            tenant_id=rule.tenant_id,
            alert=alert,
            rule=rule,
            rule_version=rule.version,
            key=spoken.feedback.id,
            occurred_at=spoken.heard.occurred_at,
            channel=spoken.feedback.channel,
            reasons=msgspec.to_builtins(match.reasons),
        )
    )


CHANGES = ("voices", "last_at", "urgent", "escalate_minutes", "score", "score_high")


def _keep(raised: Sequence[Raised]) -> None:
    Alert.objects.bulk_create([one.alert for one in raised if one.is_new])
    joined = [one.alert for one in raised if not one.is_new]
    if joined:
        Alert.objects.bulk_update(joined, CHANGES)
    AlertVoice.objects.bulk_create([voice for one in raised for voice in one.voices])
