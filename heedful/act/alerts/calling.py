"""Calling the people who must look, one step after the other until somebody has."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from heedful.act.alerts.domain import tell_pages
from heedful.act.alerts.models import Alert
from heedful.act.alerts.queries import voices_of
from heedful.act.alerts.raising import Raised
from heedful.act.alerts.words import text_of, title_of
from heedful.base.connectors.callbacks import own_address
from heedful.base.notify.domain import Message, tell_all
from heedful.base.notify.duty import Chain, chains
from heedful.base.notify.hooks import Event, emit
from heedful.base.org.models import Node

KIND = "alert"


def call_first(*, tenant_id: uuid.UUID, raised: Sequence[Raised], now: datetime) -> None:
    """Call whoever is on duty about new alerts; open pages show those that only grew."""
    new = [one for one in raised if one.is_new]
    texts = {one.alert.pk: text_of(one.voices, one.spoken.heard.comment) for one in new}
    _call(tenant_id, [one.alert for one in new], lambda alert: texts[alert.pk], now)
    emit(tenant_id=tenant_id, events=[_event(one) for one in new], now=now)
    tell_pages([one.alert for one in raised])


def call_about_silence(*, tenant_id: uuid.UUID, alerts: Sequence[Alert], now: datetime) -> None:
    """Call whoever is on duty where nothing is heard any more."""
    voices = voices_of(alerts=alerts)
    _call(tenant_id, alerts, lambda alert: text_of(voices[alert.pk], ""), now)
    tell_pages(alerts)


def _event(raised: Raised) -> Event:
    """What programs are told of an alert: where, which score, which rules; no words."""
    alert, said = raised.alert, raised.spoken.feedback
    told = {
        "alert": str(alert.pk),
        "location": str(alert.location_id),
        "feedback": str(said.id),
        "channel": said.channel,
        "score": alert.score,
        "score_high": alert.score_high,
        "urgent": alert.urgent,
        "rules": [voice.rule.name for voice in raised.voices],
        "case": str(alert.case_id) if alert.case_id else None,
        "url": own_address() + reverse("alert", args=[alert.pk]),
    }
    return Event("alert.raised", told, f"alert.raised:{alert.pk}")


def call_next(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Call the next people about alerts that nobody has looked at in time; say how many alerts."""
    due = Alert.objects.filter(tenant=tenant_id, next_call_at__lte=now, seen_at=None)
    alerts = list(due.select_for_update(skip_locked=True).order_by("next_call_at")[:200])
    if alerts:
        voices = voices_of(alerts=alerts)
        _call(tenant_id, alerts, lambda alert: text_of(voices[alert.pk], ""), now)
    return len(alerts)


def _call(
    tenant_id: uuid.UUID, alerts: Sequence[Alert], text: Callable[[Alert], str], now: datetime
) -> None:
    if not alerts:
        return
    locations = {one.location_id for one in alerts}
    names = dict(Node.objects.filter(pk__in=locations).values_list("pk", "name"))
    whom = chains(tenant_id=tenant_id, locations=locations, now=now)
    messages = [
        message
        for alert in alerts
        if (message := _message(alert, whom[alert.location_id], names, text(alert)))
    ]
    for alert in alerts:
        alert.calls += 1
        more = alert.calls < len(whom[alert.location_id].steps)
        wait = alert.escalate_minutes
        alert.next_call_at = now + timedelta(minutes=wait) if more and wait is not None else None
    Alert.objects.bulk_update(alerts, ["calls", "next_call_at"])
    tell_all(tenant_id=tenant_id, messages=messages, now=now)


def _message(alert: Alert, chain: Chain, names: dict[uuid.UUID, str], text: str) -> Message | None:
    if alert.calls >= len(chain.steps):
        return None
    return Message(
        members=chain.steps[alert.calls],
        kind=KIND,
        title=title_of(alert, names[alert.location_id]),
        text=text,
        path=reverse("alert", args=[alert.pk]),
        key=f"alert:{alert.pk}:{alert.calls}",
        urgent=alert.urgent,
        # Teams hear of an alert once, when it is new.
        places=chain.places if alert.calls == 0 else (),
    )
