"""Mail and text messages: written here, sent by the room that sends them for everybody."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.secrets import SecretLost, unseal
from heedful.base.connectors.sending.many import Letter, queue_all
from heedful.base.notify.models import Delivery, Destination, Notice
from heedful.base.notify.rules import State, Way
from heedful.base.org.models import Member

SENT_BY_OTHERS = frozenset({Way.EMAIL, Way.SMS})
# A text message says what it is about; the rest is behind its address.
LONGEST_TEXT_MESSAGE = 300


def hand(
    *,
    tenant_id: uuid.UUID,
    deliveries: Sequence[Delivery],
    notices: Mapping[uuid.UUID, Notice],
    people: Mapping[uuid.UUID, Member],
    reached: Iterable[Destination],
    now: datetime,
) -> None:
    """Queue mail and text messages among these new deliveries; the others are left as they are.

    What somebody wants gathered waits until its time (`gather`).
    """
    addresses = {one.pk: one for one in reached}
    letters: dict[uuid.UUID, Letter] = {}
    for one in deliveries:
        if one.way not in SENT_BY_OTHERS or one.gathered_for is not None:
            continue
        to = _address(one, notices[one.about_id], people, addresses)
        if to:
            letters[one.pk] = _letter(one, notices[one.about_id], to)
        else:
            one.state, one.reason = State.FAILED, "no_address"
    kept = queue_all(tenant_id=tenant_id, letters=list(letters.values()), now=now)
    for one in deliveries:
        if one.pk in letters:
            one.state, one.outgoing_id = State.HANDED, kept[letters[one.pk].key]


def _address(
    delivery: Delivery,
    notice: Notice,
    people: Mapping[uuid.UUID, Member],
    addresses: Mapping[uuid.UUID, Destination],
) -> str:
    if delivery.destination_id is None:
        return people[notice.member_id].user.email if notice.member_id else ""
    try:
        return unseal(addresses[delivery.destination_id].sealed)["to"]
    except SecretLost:
        return ""


def _letter(delivery: Delivery, notice: Notice, to: str) -> Letter:
    link = own_address() + notice.path if notice.path else ""
    short = delivery.way == Way.SMS
    text = f"{notice.title}\n{notice.text}"[:LONGEST_TEXT_MESSAGE] if short else notice.text
    return Letter(
        channel=delivery.way,
        to=to,
        subject=notice.title,
        text="\n\n".join(part for part in (text, link) if part),
        about=f"notice:{notice.pk}",
        key=f"notice:{notice.pk}:{delivery.way}:{delivery.destination_id or ''}",
        not_before=delivery.due_at,
        urgent=notice.urgent,
    )


def gather(*, tenant_id: uuid.UUID, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Put what waited for the same person into one mail. Call it inside the fence."""
    notices = Notice.objects.filter(pk__in=[one.about_id for one in deliveries])
    by_id = {one.pk: one for one in notices.order_by("created_at", "pk")}
    people = Member.objects.filter(pk__in={one.gathered_for for one in deliveries})
    for member in people.select_related("user"):
        mine = [one for one in deliveries if one.gathered_for == member.pk]
        told = [notice for key, notice in by_id.items() if key in {one.about_id for one in mine}]
        letter = _digest(member, told, now)
        kept = queue_all(tenant_id=tenant_id, letters=[letter], now=now)
        for one in mine:
            one.state, one.outgoing_id = State.HANDED, kept[letter.key]
    Delivery.objects.bulk_update(deliveries, ["state", "outgoing_id"])


def _digest(member: Member, notices: Sequence[Notice], now: datetime) -> Letter:
    n = len(notices)
    parts = [
        "\n".join(
            part
            for part in (one.title, one.text, own_address() + one.path if one.path else "")
            if part
        )
        for one in notices
    ]
    return Letter(
        channel=Way.EMAIL,
        to=member.user.email,
        subject=ngettext("%(n)s notice", "%(n)s notices", n) % {"n": n},
        text="\n\n—\n\n".join([_("What you were told since your last digest:"), *parts]),
        about=f"digest:{member.pk}",
        key=f"digest:{member.pk}:{notices[0].pk}",
        not_before=now,
    )
