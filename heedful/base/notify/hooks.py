"""Telling an organisation's own programs, as Standard Webhooks asks (standardwebhooks.com)."""

import base64
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from heedful.base.audit.domain import record
from heedful.base.audit.rules import ITSELF, Action, Details, changes, person
from heedful.base.connectors.secrets import seal, unseal
from heedful.base.notify.models import Delivery, HookEvent, Webhook
from heedful.base.notify.rules import State, Way
from heedful.base.org.models import Member

EVENTS = ("alert.raised", "alert.seen")
TEST = "test"
# Why a person switched one off needs no words.
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as programs are told: keys, numbers and addresses, no customer's words."""

    kind: str
    payload: Mapping[str, Any]
    key: str


def emit(*, tenant_id: uuid.UUID, events: Sequence[Event], now: datetime) -> None:
    """Store what each webhook that wants it is to be told. Safe to repeat. Four queries at most."""
    if not events:
        return
    hooks = Webhook.objects.filter(tenant=tenant_id, off_since=None)
    _store(
        [
            _event(hook, event, now)
            for hook in hooks
            for event in events
            if not hook.kinds or event.kind in hook.kinds
        ]
    )


def _event(hook: Webhook, event: Event, now: datetime) -> HookEvent:
    return HookEvent(
        tenant_id=hook.tenant_id,
        webhook=hook,
        kind=event.kind,
        payload=dict(event.payload),
        key=event.key,
        created_at=now,
    )


@transaction.atomic
def _store(events: Sequence[HookEvent]) -> None:
    HookEvent.objects.bulk_create(events, ignore_conflicts=True)
    new = set(
        HookEvent.objects.filter(pk__in=[one.pk for one in events]).values_list("pk", flat=True)
    )
    Delivery.objects.bulk_create(
        Delivery(
            tenant_id=one.tenant_id,
            way=Way.HOOK,
            about_id=one.pk,
            destination_id=one.webhook_id,
            due_at=one.created_at,
        )
        for one in events
        if one.pk in new
    )


@transaction.atomic
def make_webhook(
    *, by: Member, name: str, url: str, kinds: Sequence[str], now: datetime
) -> tuple[Webhook, str]:
    """Return a new webhook and the secret its receiver checks signatures with."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    hook = Webhook.objects.create(
        tenant_id=by.tenant_id,
        name=name,
        sealed_url=seal({"url": url}),
        sealed_secret=seal({"secret": secret}),
        kinds=list(kinds),
        created_at=now,
    )
    _write_down(hook, Action.WEBHOOK_ADDED, _events(hook), by=by, now=now)
    return hook, secret


def url_of(hook: Webhook) -> str:
    """Raises SecretLost."""
    return unseal(hook.sealed_url)["url"]


@transaction.atomic
def switch_off(*, hook: Webhook, reason: str, by: Member | None, now: datetime) -> None:
    """Send nothing more there until a person switches it on again; `by` nobody is Heedful."""
    on = Webhook.objects.filter(pk=hook.pk, off_since=None)
    if on.update(off_since=now, off_reason=reason):
        _switched(hook, "on", "off", by=by, now=now)


@transaction.atomic
def switch_on(*, hook: Webhook, by: Member, now: datetime) -> None:
    off = Webhook.objects.filter(pk=hook.pk, off_since__isnull=False)
    if off.update(off_since=None, off_reason=""):
        _switched(hook, "off", "on", by=by, now=now)


@transaction.atomic
def remove_webhook(*, hook: Webhook, by: Member, now: datetime) -> None:
    """Forget a webhook and what it was told."""
    _write_down(hook, Action.WEBHOOK_REMOVED, _events(hook), by=by, now=now)
    hook.delete()


def _events(hook: Webhook) -> Details:
    return {"events": " ".join(hook.kinds) or "all"}


def _switched(hook: Webhook, before: str, after: str, *, by: Member | None, now: datetime) -> None:
    changed = changes({"state": before}, {"state": after})
    _write_down(hook, Action.WEBHOOK_CHANGED, changed, by=by, now=now)


def _write_down(
    hook: Webhook, action: Action, details: Details, *, by: Member | None, now: datetime
) -> None:
    record(
        tenant_id=hook.tenant_id,
        actor=person(by.user_id) if by else ITSELF,
        action=action,
        about=f"webhook:{hook.pk}",
        details=details,
        now=now,
    )


def send_test(*, hook: Webhook, now: datetime) -> None:
    """Send an event that means nothing, also to a webhook that is switched off."""
    event = Event(TEST, {"hello": "from Heedful"}, f"test:{uuid.uuid4()}")
    _store([_event(hook, event, now)])


@transaction.atomic
def replay(*, events: Sequence[HookEvent], now: datetime) -> int:
    """Send events again, with the id that each had; say how many. Those under way are left."""
    rows = Delivery.objects.filter(
        way=Way.HOOK, about_id__in=[one.pk for one in events], state__in=_DONE
    )
    return rows.update(state=State.WAITING, due_at=now, attempts=0, reason="", done_at=None)


_DONE = (State.SENT, State.FAILED, State.UNKNOWN)


def signed(event: HookEvent, hook: Webhook, *, now: datetime) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of one event. Raises SecretLost."""
    from standardwebhooks import Webhook as Signer  # noqa: PLC0415 - loaded where it is used.

    told = {
        "type": event.kind,
        "timestamp": event.created_at.isoformat(),
        "data": event.payload,
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    name = f"msg_{event.pk.hex}"
    signature = Signer(unseal(hook.sealed_secret)["secret"]).sign(name, now, body)
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    return body.encode(), headers
