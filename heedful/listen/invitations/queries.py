"""Programmes and what became of visits, as far as a person may see them."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db.models import Count, Q, QuerySet

from heedful.base.customers.models import Customer, Identity
from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to, nodes_visible_to
from heedful.listen.feedback.models import Feedback
from heedful.listen.invitations.models import (
    INVITED,
    SAY_WHY,
    Invitation,
    Programme,
    State,
    Visit,
    VisitHook,
)
from heedful.listen.invitations.rules import NO_CUSTOMER, Plan
from heedful.listen.surveys.models import QuestionnaireVersion


def plan_of(programme: Programme) -> Plan:
    return msgspec.convert(programme.plan, Plan)


def newest_version(questionnaire_id: uuid.UUID) -> QuestionnaireVersion:
    """What is asked now. Raises QuestionnaireVersion.DoesNotExist."""
    versions = QuestionnaireVersion.objects.filter(questionnaire=questionnaire_id)
    return versions.order_by("created_at", "pk").reverse()[:1].get()


def programmes_visible_to(*, member: Member) -> QuerySet[Programme]:
    """Programmes of a place that lies within the person's own part."""
    places = nodes_visible_to(member=member).values("pk")
    found = Programme.objects.filter(tenant=member.tenant_id, place__in=places)
    return found.select_related("questionnaire", "place").order_by("name")


def hook_of(*, member: Member) -> VisitHook | None:
    """The person's own address for signed messages."""
    return VisitHook.objects.filter(tenant=member.tenant_id, member=member).first()


def invitations_visible_to(*, member: Member) -> QuerySet[Invitation]:
    places = locations_visible_to(member=member).values("pk")
    return Invitation.objects.filter(tenant=member.tenant_id, location__in=places)


def visits_visible_to(*, member: Member) -> QuerySet[Visit]:
    places = locations_visible_to(member=member).values("pk")
    return Visit.objects.filter(tenant=member.tenant_id, location__in=places)


def customers_visible_to(*, member: Member) -> QuerySet[Customer]:
    """Who visited a location of the person's, or answered at one; not who was erased."""
    visits = visits_visible_to(member=member).exclude(customer=None)
    said = Feedback.objects.filter(
        tenant_id=member.tenant_id,
        customer_id__isnull=False,
        location_id__in=locations_visible_to(member=member).values("pk"),
    )
    return Customer.objects.filter(
        Q(pk__in=visits.values("customer")) | Q(pk__in=said.values("customer_id")),
        tenant=member.tenant_id,
        erased_at=None,
    )


def find_customers(*, member: Member, search: str) -> QuerySet[Customer]:
    """Customers with this in an address, a number or the key of a visit; the newest without."""
    found = customers_visible_to(member=member).prefetch_related("identities")
    if search:
        visits = visits_visible_to(member=member).filter(key__icontains=search)
        found = found.filter(
            Q(pk__in=visits.values("customer"))
            | Q(
                pk__in=Identity.objects.filter(
                    tenant=member.tenant_id, value__icontains=search
                ).values("customer")
            )
        )
    return found.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer to an invitation: with which probability its visit was drawn."""

    day: date
    chance: float


def drawn_answers(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID
) -> Mapping[uuid.UUID, Drawn]:
    """Answers that came through an invitation to this survey, by the key of the feedback."""
    asked = Invitation.objects.filter(
        tenant=tenant_id, programme__questionnaire=questionnaire_id, sent_at__isnull=False
    )
    chances = dict(asked.values_list("visit", "chance"))
    if not chances:
        return {}
    said = Feedback.objects.filter(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        superseded_at=None,
        visit_id__isnull=False,
    )
    return {
        key: Drawn(day, chances[visit])
        for key, day, visit in said.values_list("id", "day", "visit_id")
        if visit is not None and visit in chances
    }


@dataclass(frozen=True, slots=True)
class Funnel:
    """From visits to answers, counted in visits."""

    visits: int
    reachable: int  # somebody is known who could be asked
    drawn: int
    invited: int
    answered: int
    # Of the invited those whose time is over, and how many of these have answered. Of the others
    # only the quick have, so they say nothing of how many will.
    ended: int
    ended_answered: int
    waiting: int
    reasons: Mapping[str, int]  # why the others were not asked


def funnel_of(*, member: Member, programme: Programme, since: datetime, now: datetime) -> Funnel:
    """What a programme did with the visits that it looked at since then."""
    mine = invitations_visible_to(member=member).filter(programme=programme, at__gte=since)
    counted = mine.values_list("state", "reason").annotate(
        n=Count("pk"), over=Count("pk", filter=Q(expires_at__lte=now))
    )
    by_state: Counter[str] = Counter()
    over_by_state: Counter[str] = Counter()
    reasons: dict[str, int] = {}
    for state, reason, n, over in counted:
        by_state[state] += n
        over_by_state[state] += over
        if state == State.REFUSED:
            reasons[reason] = n
    reasons |= {state.value: by_state[state] for state in SAY_WHY if by_state[state]}
    visits = by_state.total()
    reachable = visits - reasons.get(NO_CUSTOMER, 0)
    return Funnel(
        visits=visits,
        reachable=reachable,
        drawn=reachable - by_state[State.NOT_DRAWN],
        invited=sum(by_state[state] for state in INVITED),
        answered=by_state[State.ANSWERED],
        ended=sum(over_by_state[state] for state in INVITED),
        ended_answered=over_by_state[State.ANSWERED],
        waiting=by_state[State.WAITING],
        reasons=dict(sorted(reasons.items(), key=lambda pair: -pair[1])),
    )


def not_asked(
    *, member: Member, programme: Programme, reason: str = "", search: str = ""
) -> QuerySet[Invitation]:
    """Visits that nobody was asked about, newest first, with why not."""
    mine = invitations_visible_to(member=member).filter(programme=programme)
    found = mine.filter(state__in=(*SAY_WHY, State.REFUSED))
    if reason in SAY_WHY:
        found = found.filter(state=reason)
    elif reason:
        found = found.filter(state=State.REFUSED, reason=reason)
    if search:
        found = found.filter(Q(visit__key__icontains=search) | Q(location__name__icontains=search))
    return found.select_related("visit", "location").order_by("-visit__visited_at", "-pk")
