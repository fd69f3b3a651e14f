"""The doors to cases for a signed-in person: those of the places in scope."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from heedful.act.cases.models import Case, CaseEvent, CaseSettings, CaseView
from heedful.base.notify.duty import Chain, chains
from heedful.base.org.models import Ancestry, Member, Role
from heedful.base.org.queries import locations_visible_to

# Who works cases, the first first where several are as near.
WORKERS = (Role.LOCATION_MANAGER, Role.AREA_MANAGER, Role.CARE_AGENT, Role.OWNER)


def cases_visible_to(*, member: Member) -> QuerySet[Case]:
    """Cases of the locations at or below the person's scope."""
    places = locations_visible_to(member=member).values("pk")
    found = Case.objects.filter(tenant=member.tenant_id, location__in=places)
    return found.select_related("location", "owner__user", "cause", "action", "merged_into")


def cases_about(
    *, member: Member, feedback_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """The cases that these utterances belong to, as far as the person may see them. One query."""
    found = cases_visible_to(member=member).filter(feedback__feedback_id__in=list(feedback_ids))
    return dict(found.values_list("feedback__feedback_id", "pk"))


def events_of(*, case: Case) -> QuerySet[CaseEvent]:
    """What happened to a case, newest first. Callers pass a case that the person may see."""
    return CaseEvent.objects.filter(tenant=case.tenant_id, case=case).order_by("-at", "-pk")


def views_of(*, member: Member) -> QuerySet[CaseView]:
    """A person's own kept ways of looking at the list."""
    return CaseView.objects.filter(tenant=member.tenant_id, member=member).order_by("name")


def settings_of(*, tenant_id: uuid.UUID) -> CaseSettings:
    """What the organisation set; the defaults, not kept, where it set nothing."""
    found = CaseSettings.objects.filter(tenant=tenant_id).first()
    return found or CaseSettings(tenant_id=tenant_id)


def keeper_in(*, chain: Chain) -> Member | None:
    """Whose case it is: the location's manager, else who manages the nearest group above.

    Without either it falls to whoever owns the organisation. None when there is nobody at all.
    """
    depth = {node: far for far, node in enumerate(chain.places)}
    people = [one for step in chain.steps for one in step if one.scope_id in depth]

    def far(one: Member) -> tuple[bool, int, int, uuid.UUID]:
        role = Role(one.role)
        # An owner is asked last, however near.
        return role == Role.OWNER, depth[one.scope_id], WORKERS.index(role), one.pk

    return min((one for one in people if one.role in WORKERS), key=far, default=None)


def owner_for(*, case: Case, now: datetime) -> Member | None:
    """Whoever is on duty at the location, else whose case it is. None when there is nobody."""
    found = chains(tenant_id=case.tenant_id, locations=[case.location_id], now=now)
    chain = found.get(case.location_id)
    if chain is None:
        return None
    if chain.by_duty:
        for one in chain.steps[0]:
            if one.role in WORKERS and one.scope_id in chain.places:
                return one
    return keeper_in(chain=chain)


def workers_for(*, case: Case) -> QuerySet[Member]:
    """People who may be given this case: they work cases and the location is in their scope."""
    today = timezone.localdate()
    above = Ancestry.objects.filter(
        tenant_id=case.tenant_id,
        descendant=case.location_id,
        valid_from__lte=today,
        valid_to__gt=today,
    ).values("ancestor_id")
    found = Member.objects.filter(tenant=case.tenant_id, scope__in=above, role__in=WORKERS)
    return found.select_related("user", "scope").order_by("user__name", "user__email")
