"""The doors to what people are told."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.notify.models import (
    Delivery,
    Destination,
    DutyTurn,
    Notice,
    StandIn,
    Webhook,
    WishesOf,
)
from heedful.base.notify.rules import Digest, State, Way, Wishes
from heedful.base.org.models import Member
from heedful.base.org.queries import members_visible_to, nodes_visible_to


def notices_visible_to(*, member: Member) -> QuerySet[Notice]:
    """A person's own, newest first; nobody reads another's."""
    mine = Notice.objects.filter(tenant=member.tenant_id, member=member)
    return mine.order_by("-created_at", "-pk")


def deliveries_of(*, tenant_id: uuid.UUID, about: Iterable[uuid.UUID]) -> QuerySet[Delivery]:
    """What became of notices or events; callers name those that the reader may see."""
    return Delivery.objects.filter(tenant=tenant_id, about_id__in=list(about)).order_by("pk")


def states_of(deliveries: Sequence[Delivery]) -> dict[uuid.UUID, str]:
    """What became of the mails and text messages that carry these. One query."""
    keys = [one.outgoing_id for one in deliveries if one.outgoing_id]
    return dict(Outgoing.objects.filter(pk__in=keys).values_list("pk", "state"))


def destinations_visible_to(*, member: Member) -> QuerySet[Destination]:
    """Where a person can be reached."""
    mine = Destination.objects.filter(tenant=member.tenant_id, member=member)
    return mine.order_by("way", "created_at")


def teams_visible_to(*, member: Member) -> QuerySet[Destination]:
    """Chats of the teams of places in a person's part."""
    here = nodes_visible_to(member=member).values("pk")
    found = Destination.objects.filter(tenant=member.tenant_id, place__in=here)
    return found.select_related("place").order_by("place__name", "created_at")


def turns_visible_to(*, member: Member) -> QuerySet[DutyTurn]:
    """Turns of duty at places in a person's part, through the week."""
    here = nodes_visible_to(member=member).values("pk")
    found = DutyTurn.objects.filter(tenant=member.tenant_id, place__in=here)
    return found.select_related("place", "member__user").order_by(
        "place__name", "weekday", "starts", "pk"
    )


def stand_ins_visible_to(*, member: Member) -> QuerySet[StandIn]:
    """Who stands in for people of a person's part."""
    people = members_visible_to(member=member).values("pk")
    found = StandIn.objects.filter(tenant=member.tenant_id, member__in=people)
    return found.select_related("member__user", "by__user").order_by("first_day", "pk")


def webhooks_visible_to(*, member: Member) -> QuerySet[Webhook]:
    """Programs of the organisation, for whoever looks after all of it."""
    found = Webhook.objects.filter(tenant=member.tenant_id).order_by("name", "pk")
    return found if member.scope.placements.filter(parent=None).exists() else found.none()


def unsure_calls(*, hooks: Iterable[Webhook]) -> QuerySet[Delivery]:
    """Events of webhooks of which nobody knows whether they arrived."""
    here = {one.pk: one.tenant_id for one in hooks}
    return Delivery.objects.filter(
        tenant__in=set(here.values()), way=Way.HOOK, destination_id__in=here, state=State.UNKNOWN
    ).order_by()


def unsure_webhooks(*, member: Member, since: datetime) -> list[tuple[Webhook, int]]:
    """Webhooks with such events, and how many since then. Three queries."""
    hooks = list(webhooks_visible_to(member=member))
    calls = unsure_calls(hooks=hooks).filter(done_at__gte=since)
    number = dict(calls.values_list("destination_id").annotate(n=Count("pk")))
    return [(one, number[one.pk]) for one in hooks if one.pk in number]


def wishes_of(*, tenant_id: uuid.UUID, members: Sequence[Member]) -> dict[uuid.UUID, Wishes]:
    """How each of these people wants to be told. One query; members come with their scope."""
    kept = WishesOf.objects.filter(tenant=tenant_id, member__in=[one.pk for one in members])
    rows = {row.member_id: row for row in kept}
    return {one.pk: _wishes(one, rows.get(one.pk)) for one in members}


def _wishes(member: Member, row: WishesOf | None) -> Wishes:
    if row is None:
        return Wishes(zone=ZoneInfo(member.scope.time_zone))
    return Wishes(
        ways=row.ways,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        urgent_passes=row.urgent_passes,
        digest=Digest(row.digest),
        digest_minute=row.digest_minute,
        zone=ZoneInfo(row.time_zone or member.scope.time_zone),
    )


def reachable_at(
    *, tenant_id: uuid.UUID, members: Collection[uuid.UUID], places: Collection[uuid.UUID]
) -> list[Destination]:
    """Where these people and the teams of these places can be reached. One query."""
    working = Destination.objects.filter(tenant=tenant_id, off_since=None)
    rows = working.filter(member__in=members) | working.filter(place__in=places)
    return list(rows.order_by("created_at"))
