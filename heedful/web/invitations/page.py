"""Programmes and their numbers as pages show them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Sum
from django.utils.functional import Promise

from cxstats import wilson
from heedful.base.org.models import Member
from heedful.base.org.queries import dayparts_of, locations_visible_to
from heedful.listen.invitations.models import Chance, Programme
from heedful.listen.invitations.queries import Funnel, funnel_of, plan_of
from heedful.listen.invitations.rules import Plan
from heedful.web.invitations.words import CHANNELS, REASONS, STATES
from heedful.web.week.words import daypart

SHOWN = timedelta(days=90)
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in percent with its interval and what it stands on; not finite without any."""

    value: float
    low: float
    high: float
    n: int

    @property
    def known(self) -> bool:
        return math.isfinite(self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: how many visits came so far."""

    label: Words
    n: int
    width: int  # of a bar, in percent of all visits


@dataclass(frozen=True, slots=True)
class Part:
    """What chance made of one part of the day."""

    name: Words
    visits: int
    asked: int
    answered: int
    chance: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Listed:
    """One programme in the list."""

    programme: Programme
    state: Words
    invited: int
    rate: Rate


def rate_of(answered: int, ended: int) -> Rate:
    """The response rate of invitations whose time is over."""
    found = wilson([answered], [ended])
    value, low, high = (100 * float(one[0]) for one in (found.value, found.low, found.high))
    return Rate(value, low, high, ended)


def listed(*, member: Member, programmes: Sequence[Programme], now: datetime) -> list[Listed]:
    rows = []
    for programme in programmes:
        funnel = funnel_of(member=member, programme=programme, since=now - SHOWN, now=now)
        rate = rate_of(funnel.ended_answered, funnel.ended)
        rows.append(Listed(programme, STATES[programme.state], funnel.invited, rate))
    return rows


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One programme, as one person may see it."""

    programme: Programme
    plan: Plan
    state: Words
    channels: list[Words]
    funnel: Funnel
    steps: list[Step]
    reasons: list[tuple[str, Words, int]]
    rate: Rate
    parts: list[Part]
    days: int


def programme_page(
    *, member: Member, programme: Programme, steps: Mapping[str, Words], now: datetime
) -> ProgrammePage:
    funnel = funnel_of(member=member, programme=programme, since=now - SHOWN, now=now)
    plan = plan_of(programme)
    return ProgrammePage(
        programme=programme,
        plan=plan,
        state=STATES[programme.state],
        channels=[CHANNELS[name] for name in plan.channels],
        funnel=funnel,
        steps=[
            Step(label, n := getattr(funnel, name), round(100 * n / max(funnel.visits, 1)))
            for name, label in steps.items()
        ],
        reasons=[(name, REASONS.get(name, name), n) for name, n in funnel.reasons.items()],
        rate=rate_of(funnel.ended_answered, funnel.ended),
        parts=_parts(member, programme),
        days=SHOWN.days,
    )


def _parts(member: Member, programme: Programme) -> list[Part]:
    """What chance made of each part of the day, over the person's locations together."""
    places = locations_visible_to(member=member).values("pk")
    rows = (
        Chance.objects.filter(tenant=member.tenant_id, programme=programme, location__in=places)
        .values("daypart")
        .annotate(Sum("visits"), Sum("asked"), Sum("answered"), Avg("chance"))
    )
    found = {row["daypart"]: row for row in rows}
    return [
        Part(
            name=daypart(part),
            visits=row["visits__sum"],
            asked=row["asked__sum"],
            answered=row["answered__sum"],
            chance=row["chance__avg"],
            rate=rate_of(row["answered__sum"], row["asked__sum"]),
        )
        for part in dayparts_of(tenant_id=member.tenant_id)
        if (row := found.get(part.name)) is not None
    ]
