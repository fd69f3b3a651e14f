"""One delivery over the network, and what its answer means."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import local
from typing import TYPE_CHECKING

import structlog
from django.utils import timezone

from heedful.base.connectors.addresses import NotReachable
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.secrets import SecretLost, unseal
from heedful.base.notify import chat, hooks, push, sending
from heedful.base.notify.models import Delivery, Destination, HookEvent, Notice
from heedful.base.notify.rules import State, Way
from heedful.base.tenancy.domain import within

if TYPE_CHECKING:
    from heedful.base.connectors.http import Answer, GuardedClient

SECONDS = 10.0
# A receiver that asks for more patience than this is tried again all the same.
LONGEST_ASKED = timedelta(hours=6)
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}

log = structlog.get_logger(__name__)
_of_thread = local()


def send(delivery: Delivery) -> None:
    """Send one claimed delivery and write down what became of it."""
    try:
        SENDERS[Way(delivery.way)](delivery)
    except SecretLost:
        sending.settle(delivery, state=State.FAILED, reason="secret_lost", now=timezone.now())
    except Exception:
        # Something of ours broke before or after the network: nobody knows which.
        log.exception("notify.broke", delivery=str(delivery.pk), way=delivery.way)
        sending.settle(delivery, state=State.UNKNOWN, reason="broke", now=timezone.now())


def _client() -> "GuardedClient":
    """One client a thread: making one reads every certificate of the machine."""
    from heedful.base.connectors.http import GuardedClient  # noqa: PLC0415 - it loads httpx.

    if not hasattr(_of_thread, "client"):
        _of_thread.client = GuardedClient(seconds=SECONDS)
    client: GuardedClient = _of_thread.client
    return client


def _post(delivery: Delivery, url: str, body: bytes, headers: dict[str, str]) -> "Answer | None":
    """The answer; None when there was none, which is written down here."""
    import httpx  # noqa: PLC0415 - as above.

    from heedful.base.connectors.http import TooMuch  # noqa: PLC0415

    try:
        return _client().post(url, content=body, headers=headers)
    except NotReachable:
        sending.settle(delivery, state=State.FAILED, reason="not_reachable", now=timezone.now())
    except (httpx.ConnectError, httpx.ConnectTimeout):
        sending.try_later(delivery, reason="no_connection", now=timezone.now())
    except (httpx.HTTPError, httpx.InvalidURL, TooMuch):
        _unsure(delivery, now=timezone.now())
    return None


def _unsure(delivery: Delivery, *, now: datetime) -> None:
    """It was handed over and no answer came. Only a webhook may be told twice."""
    if delivery.way == Way.HOOK:
        sending.try_later(delivery, reason="no_answer", now=now)
    else:
        sending.settle(delivery, state=State.UNKNOWN, reason="no_answer", now=now)


def _hook(delivery: Delivery) -> None:
    with within(delivery.tenant_id):
        event = HookEvent.objects.select_related("webhook").get(pk=delivery.about_id)
        hook = event.webhook
    now = timezone.now()
    if hook.off_since is not None and event.kind != hooks.TEST:
        sending.settle(delivery, state=State.FAILED, reason="switched_off", now=now)
        return
    body, headers = hooks.signed(event, hook, now=now)
    answer = _post(delivery, hooks.url_of(hook), body, headers)
    if answer is None:
        return
    now = timezone.now()
    if _is_yes(answer):
        sending.settle_all([delivery.pk], now=now)
        return
    reason = f"status_{answer.status}"
    if answer.status == HTTPStatus.GONE:
        sending.settle(delivery, state=State.FAILED, reason=reason, now=now)
    elif sending.try_later(delivery, reason=reason, now=now, after=_asked(answer)):
        return
    with within(delivery.tenant_id):
        hooks.switch_off(hook=hook, reason=reason, now=now)


def _is_yes(answer: "Answer") -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def _asked(answer: "Answer") -> timedelta | None:
    """How long the receiver asks us to wait."""
    asked = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(asked)), LONGEST_ASKED) if asked.isdecimal() else None


def _told(delivery: Delivery) -> tuple[Notice, Destination]:
    with within(delivery.tenant_id):
        return (
            Notice.objects.get(pk=delivery.about_id),
            Destination.objects.get(pk=str(delivery.destination_id)),
        )


def _push(delivery: Delivery) -> None:
    import json  # noqa: PLC0415 - with the rest of what only the sender needs.

    notice, destination = _told(delivery)
    subscription = json.loads(unseal(destination.sealed)["to"])
    message = {"title": notice.title, "text": notice.text, "path": notice.path}
    body, headers = push.encrypted(subscription, message)
    answer = _post(delivery, str(subscription["endpoint"]), body, headers)
    if answer is None:
        return
    now = timezone.now()
    if _is_yes(answer):
        sending.settle_all([delivery.pk], now=now)
    elif answer.status in GONE:
        sending.settle(delivery, state=State.FAILED, reason="gone", now=now)
        _nobody_there(destination, now)
    elif answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500:
        reason = f"status_{answer.status}"
        sending.try_later(delivery, reason=reason, now=now, after=_asked(answer))
    else:
        sending.settle(delivery, state=State.FAILED, reason=f"status_{answer.status}", now=now)


def _nobody_there(destination: Destination, now: datetime) -> None:
    with within(destination.tenant_id):
        Destination.objects.filter(pk=destination.pk, off_since=None).update(
            off_since=now, off_reason="gone"
        )


def _chat(delivery: Delivery) -> None:
    notice, destination = _told(delivery)
    link = own_address() + notice.path if notice.path else ""
    text = "\n".join(part for part in (notice.text, link) if part)
    try:
        taken = chat.post(unseal(destination.sealed)["to"], title=notice.title, text=text)
    except (chat.NotAChatAddress, NotReachable):
        sending.settle(delivery, state=State.FAILED, reason="not_reachable", now=timezone.now())
        return
    if taken:
        sending.settle_all([delivery.pk], now=timezone.now())
    else:
        # The service said no, or nothing: Apprise does not tell which.
        sending.try_later(delivery, reason="refused", now=timezone.now())


SENDERS: dict[Way, Callable[[Delivery], None]] = {
    Way.HOOK: _hook,
    Way.PUSH: _push,
    Way.CHAT: _chat,
}
