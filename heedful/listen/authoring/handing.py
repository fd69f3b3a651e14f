"""Handing out: addresses for the locations of a part of the organisation, made together."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.base.connectors.secrets import SecretLost, seal, unseal
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.listen.authoring.models import Handout, HandoutState, Survey
from heedful.listen.authoring.rules import (
    AT_A_TIME,
    AT_ONCE,
    MOST_ADDRESSES,
    PRINTABLE,
    TooMany,
)
from heedful.listen.authoring.tasks import defer_making
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink


class NotPublished(Exception):
    """There is no version yet that customers could answer."""


class NoLocation(Exception):
    """There is no location in this part of the organisation."""


class Forgotten(LookupError):
    """The codes cannot be shown any more; only their hashes are left."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address as it is printed."""

    place: str
    code: str
    label: str
    token: str


@transaction.atomic
def hand_out(
    *,
    survey: Survey,
    node: Node,
    channel: str,
    labels: Sequence[str] = (),
    sites: Sequence[str] = (),
    pinned: bool = False,
    by: Member,
    now: datetime,
) -> Handout:
    """Make an address for each location at or below `node`, or one for each label there.

    Few are made at once, many by a job. Raises NotPublished, NoLocation and TooMany.
    """
    if survey.live is None:
        raise NotPublished
    count = locations_under(node=node, on=now.date()).count() * max(len(labels), 1)
    if not count:
        raise NoLocation
    if count > MOST_ADDRESSES:
        raise TooMany
    handout = Handout.objects.create(
        tenant_id=survey.tenant_id,
        survey=survey,
        node=node,
        channel=channel,
        labels=list(labels),
        sites=list(sites),
        pinned=pinned,
        total=count,
        by_id=by.user_id,
        made_at=now,
        forget_at=now + PRINTABLE,
    )
    if count > AT_ONCE:
        defer_making(handout=handout)
    else:
        make_more(handout_id=handout.pk, now=now, most=count)
        handout.refresh_from_db()
    return handout


@transaction.atomic
def make_more(*, handout_id: uuid.UUID, now: datetime, most: int = AT_A_TIME) -> bool:
    """Make the next addresses; say whether some are left. Safe to do again after a crash."""
    handout = (
        Handout.objects.select_for_update(of=("self",))
        .select_related("survey__live", "node")
        .get(pk=handout_id)
    )
    version = handout.survey.live
    if handout.state in {HandoutState.READY, HandoutState.GONE} or version is None:
        return False
    wanted = _wanted(handout)[handout.made :][:most]
    made = [*_sealed(handout), *(_made(handout, version, place, label) for place, label in wanted)]
    handout.made = len(made)
    handout.sealed = seal({"addresses": json.dumps(made)})
    left = bool(wanted) and handout.made < handout.total
    handout.state = HandoutState.MAKING if left else HandoutState.READY
    # The hour in which sheets can be printed begins when all are there.
    handout.forget_at = now + PRINTABLE
    handout.save(update_fields=["made", "sealed", "state", "forget_at"])
    return left


def addresses_of(*, handout: Handout, now: datetime) -> list[Address]:
    """Return what can be printed. Raises Forgotten."""
    if handout.state != HandoutState.READY or handout.forget_at <= now:
        raise Forgotten
    try:
        return [Address(*told) for told in _sealed(handout)]
    except SecretLost as error:
        raise Forgotten from error


def forget(*, handout: Handout) -> None:
    """Forget the codes of addresses that are printed; the addresses go on working."""
    Handout.objects.filter(pk=handout.pk, state=HandoutState.READY).update(
        sealed=None, state=HandoutState.GONE
    )


def forget_old(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Forget the codes of all whose hour is over. Safe to repeat."""
    over = Handout.objects.filter(tenant=tenant_id, state=HandoutState.READY, forget_at__lte=now)
    return over.update(sealed=None, state=HandoutState.GONE)


def revoke(*, links: Sequence[SurveyLink], now: datetime) -> int:
    """Let nobody answer at these addresses any more; say at how many somebody could."""
    keys = [link.pk for link in links]
    return SurveyLink.objects.filter(pk__in=keys, closed_at=None).update(closed_at=now)


def _wanted(handout: Handout) -> list[tuple[Node, str]]:
    """All pairs of location and label, always in the same order."""
    places = locations_under(node=handout.node, on=handout.made_at.date()).order_by("name", "pk")
    return [(place, label) for place in places for label in handout.labels or [""]]


def _made(handout: Handout, version: QuestionnaireVersion, place: Node, label: str) -> list[str]:
    token = make_link(
        version=version,
        location=place,
        channel=handout.channel,
        label=label,
        pinned=handout.pinned,
        sites=handout.sites,
    )
    return [place.name, place.code, label, token]


def _sealed(handout: Handout) -> list[list[str]]:
    if handout.sealed is None:
        return []
    told: list[list[str]] = json.loads(unseal(bytes(handout.sealed))["addresses"])
    return told
