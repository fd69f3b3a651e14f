"""One delivery over the network, and what its answer means."""

from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from django.utils import timezone

from heedful.base.connectors.addresses import NoName, NotReachable
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.secrets import SecretLost, unseal
from heedful.base.notify import chat, hooks, push
from heedful.base.notify.rules import State, Way
from heedful.base.notify.sending import Call, Claimed, Note, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from heedful.base.connectors.http import Answer, GuardedClient

SECONDS = 10.0
# A receiver that asks for more patience than this is tried again all the same.
LONGEST_ASKED = timedelta(hours=6)
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}

log = structlog.get_logger(__name__)


def send(claimed: Claimed) -> Outcome:
    """Send one claimed delivery. Neither reads nor writes the database."""
    try:
        if isinstance(claimed, Call):
            return _hook(claimed)
        return _push(claimed) if claimed.delivery.way == Way.PUSH else _chat(claimed)
    except SecretLost:
        return Outcome(claimed, State.FAILED, "secret_lost")
    except Exception:
        # Something of ours broke before or after the network: nobody knows which.
        delivery = claimed.delivery
        log.exception("notify.broke", delivery=str(delivery.pk), way=delivery.way)
        return Outcome(claimed, State.UNKNOWN, "broke")


@cache
def client() -> "GuardedClient":
    """One client for all threads: making one reads every certificate of the machine."""
    from heedful.base.connectors.http import GuardedClient  # noqa: PLC0415 - it loads httpx.

    return GuardedClient(seconds=SECONDS)


def _post(
    claimed: Claimed,
    url: str,
    body: bytes,
    headers: dict[str, str],
    means: "Callable[[Claimed, Answer], Outcome]",
) -> Outcome:
    """Send it, and say what the answer means, or that there was none."""
    import httpx  # noqa: PLC0415 - as above.

    from heedful.base.connectors.http import TooMuch  # noqa: PLC0415

    try:
        answer = client().post(url, content=body, headers=headers)
    except (NoName, httpx.ConnectError, httpx.ConnectTimeout):
        # No name, nobody who listens, or no TLS: nothing has left.
        return Outcome(claimed, State.WAITING, "no_connection")
    except (NotReachable, httpx.InvalidURL):
        return Outcome(claimed, State.FAILED, "not_reachable")
    except (httpx.HTTPError, TooMuch):
        return Outcome(claimed, State.UNKNOWN, "no_answer")
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(claimed, State.SENT)
    return means(claimed, answer)


def _hook(claimed: Call) -> Outcome:
    event, hook = claimed.event, claimed.event.webhook
    if hook.off_since is not None and event.kind != hooks.TEST:
        return Outcome(claimed, State.FAILED, "switched_off")
    body, headers = hooks.signed(event, hook, now=timezone.now())
    return _post(claimed, hooks.url_of(hook), body, headers, _hook_said_no)


def _hook_said_no(claimed: Claimed, answer: "Answer") -> Outcome:
    """A program that is gone, or says no for a day, is told nothing more."""
    state = State.FAILED if answer.status == HTTPStatus.GONE else State.WAITING
    reason = f"status_{answer.status}"
    return Outcome(claimed, state, reason, after=_asked(answer), ends_there=True)


def _asked(answer: "Answer") -> timedelta | None:
    """How long the receiver asks us to wait."""
    asked = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(asked)), LONGEST_ASKED) if asked.isdecimal() else None


def _push(claimed: Note) -> Outcome:
    import json  # noqa: PLC0415 - with the rest of what only the sender needs.

    notice, destination = claimed.notice, claimed.destination
    subscription = json.loads(unseal(destination.sealed)["to"])
    message = {"title": notice.title, "text": notice.text, "path": notice.path}
    body, headers = push.encrypted(subscription, message)
    return _post(claimed, str(subscription["endpoint"]), body, headers, _phone_said_no)


def _phone_said_no(claimed: Claimed, answer: "Answer") -> Outcome:
    if answer.status in GONE:
        return Outcome(claimed, State.FAILED, "gone", ends_there=True)
    busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500
    state = State.WAITING if busy else State.FAILED
    return Outcome(claimed, state, f"status_{answer.status}", after=_asked(answer))


def _chat(claimed: Note) -> Outcome:
    notice, destination = claimed.notice, claimed.destination
    link = own_address() + notice.path if notice.path else ""
    text = "\n".join(part for part in (notice.text, link) if part)
    try:
        taken = chat.post(unseal(destination.sealed)["to"], title=notice.title, text=text)
    except (chat.NotAChatAddress, NotReachable):
        return Outcome(claimed, State.FAILED, "not_reachable")
    # The service said no, or nothing: Apprise does not tell which.
    return Outcome(claimed, State.SENT) if taken else Outcome(claimed, State.WAITING, "refused")
