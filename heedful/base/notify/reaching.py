"""Where people and teams can be reached: added, tried out, taken away."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from heedful.base.connectors.secrets import seal
from heedful.base.notify.chat import NotAChatAddress, label_of
from heedful.base.notify.domain import Message, tell_all
from heedful.base.notify.handing import hand
from heedful.base.notify.models import Delivery, Destination, Notice
from heedful.base.notify.rules import Way
from heedful.base.org.models import Member, Node

MOST_DESTINATIONS = 20
LONGEST_ADDRESS = 2000


class NotAnAddress(ValueError):
    """Nothing can be sent there; the sentence says why."""


def add_phone_or_browser(
    *, member: Member, subscription: Mapping[str, Any], label: str, now: datetime
) -> Destination:
    """Keep a browser's subscription. Raises NotAnAddress."""
    endpoint = str(subscription.get("endpoint", ""))
    given = subscription.get("keys")
    keys = given if isinstance(given, dict) else {}
    parts = urlsplit(endpoint)
    fits = {"p256dh", "auth"} <= set(keys)
    local = settings.ALLOW_PRIVATE_ADDRESSES and parts.scheme == "http"
    if not fits or not (parts.scheme == "https" or local) or len(endpoint) > LONGEST_ADDRESS:
        raise NotAnAddress(_("The browser did not say where it can be reached."))
    kept = {"endpoint": endpoint, "keys": {k: str(keys[k]) for k in ("p256dh", "auth")}}
    return _keep(Way.PUSH, json.dumps(kept), endpoint, label, now, member=member)


def add_number(*, member: Member, number: str, now: datetime) -> Destination:
    """Keep a number for text messages, typed with its country's code. Raises NotAnAddress."""
    import phonenumbers  # noqa: PLC0415 - pages need none of this.

    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        read = None
    if read is None or not phonenumbers.is_valid_number(read):
        raise NotAnAddress(_("Write the number with its country's code, like +44 20 7946 0958."))
    normal = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return _keep(Way.SMS, normal, normal, f"…{normal[-4:]}", now, member=member)


def add_chat(
    *, address: str, now: datetime, member: Member | None = None, place: Node | None = None
) -> Destination:
    """Keep an address of Slack, Teams or another service, for a person or for the team of a place.

    Raises NotAnAddress.
    """
    try:
        label = label_of(address)
    except NotAChatAddress as reason:
        raise NotAnAddress(str(reason)) from reason
    return _keep(Way.CHAT, address, address, label, now, member=member, place=place)


def _keep(
    way: Way,
    to: str,
    known_by: str,
    label: str,
    now: datetime,
    *,
    member: Member | None = None,
    place: Node | None = None,
) -> Destination:
    """The same address is kept once; adding it again says that it works again."""
    owner = member or place
    assert owner is not None  # noqa: S101  # callers give one of them; a CHECK says so too
    mine = Destination.objects.filter(tenant=owner.tenant_id, member=member, place=place)
    if mine.count() >= MOST_DESTINATIONS:
        raise NotAnAddress(_("That is more than anybody can look after. Remove some first."))
    found, _made = Destination.objects.update_or_create(
        tenant_id=owner.tenant_id,
        member=member,
        place=place,
        fingerprint=_fingerprint(known_by),
        defaults={
            "way": way,
            "label": label[:120],
            "sealed": seal({"to": to}),
            "off_since": None,
            "off_reason": "",
        },
        create_defaults={
            "way": way,
            "label": label[:120],
            "sealed": seal({"to": to}),
            "created_at": now,
        },
    )
    return found


def _fingerprint(address: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256)


def remove(*, destination: Destination) -> None:
    """Send nothing more there. What was sent stays in the list."""
    destination.delete()


def try_out(*, destination: Destination, by: Member, now: datetime) -> Notice | None:
    """Send a short message there, by this way alone."""
    key = f"test:{uuid.uuid4()}"
    message = Message(
        members=[by],
        kind="test",
        title=_("This is a test from Heedful"),
        text=_("If you read this, alerts reach you here."),
        path="/notices/",
        key=key,
        urgent=True,
    )
    told = tell_all(tenant_id=by.tenant_id, messages=[message], now=now)
    for notice in told:
        one = Delivery(
            tenant_id=by.tenant_id,
            way=destination.way,
            about_id=notice.pk,
            destination_id=destination.pk,
            due_at=now,
        )
        hand(
            tenant_id=by.tenant_id,
            deliveries=[one],
            notices={notice.pk: notice},
            people={},
            reached=[destination],
            now=now,
        )
        one.save()
    return told[0] if told else None
