"""Private offers: within a month's budget of a role, approved above a limit, never for a review."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from heedful.act.cases.changing import lock, write
from heedful.act.cases.linting import faults
from heedful.act.cases.models import Case, CaseOffer, OfferBudget
from heedful.act.cases.models.talk import OfferState
from heedful.act.cases.rules import Act
from heedful.act.cases.talking import NotSayable
from heedful.act.cases.telling import tell_deciders, tell_owner
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, Details, changes, person
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may


class NoBudget(Exception):
    """The role has no budget, or this month's is used up; `left` is what it still has."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class NotYours(Exception):
    """The person may not decide this offer."""


@transaction.atomic
def offer(
    *, case: Case, what: str, cost: int, by: Member, now: datetime, seen: int | None = None
) -> CaseOffer:
    """Offer something to this customer, in hundredths of the currency.

    Above the role's limit it waits for approval. Raises NoBudget, NotSayable.
    """
    found = faults(what)
    if found:
        raise NotSayable(found)
    case = lock(case=case, act=Act.OFFERED, seen=seen)
    # Whoever spends the same budget at the same time waits here.
    budget = (
        OfferBudget.objects.select_for_update().filter(tenant=case.tenant_id, role=by.role).first()
    )
    month = now.date().replace(day=1)
    left = left_of(budget=budget, month=month)
    if budget is None or cost > left:
        raise NoBudget(left)
    free = cost <= budget.without_asking
    made = CaseOffer.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        what=what,
        cost=cost,
        state=OfferState.APPROVED if free else OfferState.WAITING,
        role=by.role,
        month=month,
        at=now,
        by=by,
    )
    write(case, {}, act=Act.OFFERED, by=by, now=now, data={"cost": cost, "state": made.state})
    details: Details = {"cost": cost, "state": str(made.state)}
    _write_down(case, Action.OFFER_MADE, details, by=by, now=now)
    if not free:
        tell_deciders(case=case, by=by, key=f"case-offer:{made.pk}", now=now)
    return made


def left_of(*, budget: OfferBudget | None, month: date) -> int:
    """What a role may still give away this month; what waits for approval counts as given."""
    if budget is None:
        return 0
    given = CaseOffer.objects.filter(
        tenant=budget.tenant_id, role=budget.role, month=month
    ).exclude(state=OfferState.REFUSED)
    return max(budget.a_month - (given.aggregate(sum=Sum("cost"))["sum"] or 0), 0)


@transaction.atomic
def decide_offer(*, offer: CaseOffer, approve: bool, by: Member, now: datetime) -> CaseOffer:
    """Approve or refuse an offer that waits. Nobody approves their own. Raises NotYours."""
    if not may(role=by.role, permission=Permission.MANAGE_CASES) or offer.by_id == by.pk:
        raise NotYours
    case = lock(case=offer.case)
    waiting = CaseOffer.objects.filter(pk=offer.pk, state=OfferState.WAITING)
    state = OfferState.APPROVED if approve else OfferState.REFUSED
    if waiting.update(state=state, decided_at=now, decided_by=by):
        _write_down(
            case,
            Action.OFFER_DECIDED,
            {"cost": offer.cost, **changes({"state": "waiting"}, {"state": str(state)})},
            by=by,
            now=now,
        )
        told = {"state": str(state), "cost": offer.cost}
        write(case, {}, act=Act.OFFER_DECIDED, by=by, now=now, data=told)
        tell_owner(case=case, kind="case.offer_decided", key=f"case-offer:{offer.pk}", now=now)
    offer.refresh_from_db()
    return offer


def _write_down(case: Case, action: Action, details: Details, *, by: Member, now: datetime) -> None:
    record(
        tenant_id=case.tenant_id,
        actor=person(by.user_id),
        action=action,
        about=f"case:{case.pk}",
        details=details,
        now=now,
    )
