"""Telling people: intents are written with what they tell of; the sender makes deliveries true."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.notify.handing import hand
from heedful.base.notify.models import Delivery, Destination, Notice
from heedful.base.notify.queries import notices_visible_to, reachable_at, wishes_of
from heedful.base.notify.rules import State, Way, Wishes
from heedful.base.org.models import Member


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody is told; the same `key` tells the same person once."""

    members: Sequence[Member]
    kind: str
    title: str
    text: str
    path: str
    key: str
    urgent: bool = False
    # Places whose teams are told too: usually a location and the groups above it.
    places: Sequence[uuid.UUID] = ()


def tell(
    *,
    tenant_id: uuid.UUID,
    members: Sequence[Member],
    kind: str,
    title: str,
    text: str,
    path: str,
    urgent: bool,
    key: str,
    now: datetime,
) -> list[Notice]:
    """Tell people once; return the notices that are new. See `tell_all`."""
    message = Message(members, kind, title, text, path, key, urgent)
    return tell_all(tenant_id=tenant_id, messages=[message], now=now)


@transaction.atomic
def tell_all(*, tenant_id: uuid.UUID, messages: Sequence[Message], now: datetime) -> list[Notice]:
    """Keep notices and what is to be sent, by each person's wishes; return those that are new.

    Call it in the transaction of what is told of. Safe to repeat. A handful of queries, however
    many messages.
    """
    people = {one.pk: one for message in messages for one in message.members}
    places = {place for message in messages for place in message.places}
    reached = reachable_at(tenant_id=tenant_id, members=people.keys(), places=places)
    new = _keep(tenant_id, messages, reached, now)
    if not new:
        return []
    wishes = wishes_of(tenant_id=tenant_id, members=list(people.values()))
    deliveries = [
        one for notice, message in new for one in _ways(notice, message, wishes, reached, now)
    ]
    hand(
        tenant_id=tenant_id,
        deliveries=deliveries,
        notices={notice.pk: notice for notice, _ in new},
        people=people,
        reached=reached,
        now=now,
    )
    Delivery.objects.bulk_create(deliveries)
    announce(
        tenant_id=tenant_id,
        topics=[LiveEvent.member_topic(one.member_id) for one, _ in new if one.member_id],
    )
    return [notice for notice, _message in new if notice.member_id]


def _keep(
    tenant_id: uuid.UUID,
    messages: Sequence[Message],
    reached: Sequence[Destination],
    now: datetime,
) -> list[tuple[Notice, Message]]:
    teams = {one.place_id for one in reached if one.place_id}
    wanted = {}
    for message in messages:
        to: list[uuid.UUID | None] = [one.pk for one in message.members]
        if teams & set(message.places):
            to.append(None)
        for member_id in to:
            notice = Notice(
                tenant_id=tenant_id,
                member_id=member_id,
                kind=message.kind,
                title=message.title[:200],
                text=message.text,
                path=message.path,
                urgent=message.urgent,
                key=message.key,
                created_at=now,
            )
            wanted[notice.pk] = (notice, message)
    Notice.objects.bulk_create([one for one, _ in wanted.values()], ignore_conflicts=True)
    kept = set(Notice.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pair for key, pair in wanted.items() if key in kept]


def _ways(
    notice: Notice,
    message: Message,
    wishes: dict[uuid.UUID, Wishes],
    reached: Sequence[Destination],
    now: datetime,
) -> Iterator[Delivery]:
    if notice.member_id is None:
        for one in reached:
            if one.place_id in message.places:
                yield _delivery(notice, Way(one.way), now, destination=one.pk)
        return
    wish = wishes[notice.member_id]
    for way in wish.ways_for(notice.kind):
        due = wish.due(way=way, urgent=notice.urgent, now=now)
        gathered = notice.member_id if wish.gathers(way=way, urgent=notice.urgent) else None
        if way is Way.EMAIL:
            yield _delivery(notice, way, due, gathered=gathered)
            continue
        for one in reached:
            if one.member_id == notice.member_id and one.way == way:
                yield _delivery(notice, way, due, destination=one.pk)


def _delivery(
    notice: Notice,
    way: Way,
    due: datetime,
    *,
    destination: uuid.UUID | None = None,
    gathered: uuid.UUID | None = None,
) -> Delivery:
    return Delivery(
        tenant_id=notice.tenant_id,
        way=way,
        about_id=notice.pk,
        destination_id=destination,
        gathered_for=gathered,
        state=State.WAITING,
        due_at=due,
    )


def read(*, member: Member, paths: Iterable[str] | None = None, now: datetime) -> int:
    """Note that a person has read their notices, of these pages or all; say how many were new."""
    mine = notices_visible_to(member=member).filter(read_at=None)
    if paths is not None:
        mine = mine.filter(path__in=list(paths))
    new = mine.order_by().update(read_at=now)
    if new:
        announce(tenant_id=member.tenant_id, topics=[LiveEvent.member_topic(member.pk)])
    return new


def settle(*, tenant_id: uuid.UUID, paths: Iterable[str], now: datetime) -> None:
    """Note that nobody who was told of these pages has to look any more. Call it in the fence."""
    waiting = Notice.objects.filter(
        tenant=tenant_id, path__in=list(paths), read_at=None, member__isnull=False
    )
    told = set(waiting.values_list("member_id", flat=True))
    waiting.update(read_at=now)
    announce(tenant_id=tenant_id, topics=map(LiveEvent.member_topic, told))
