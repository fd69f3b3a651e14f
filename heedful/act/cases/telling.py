"""Whom a case calls, and with which words; the customer's own are never among them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from heedful.act.cases.models import Case, CaseNote
from heedful.act.cases.queries import keeper_in, workers_for
from heedful.base.notify.domain import tell
from heedful.base.notify.duty import chains
from heedful.base.org.models import Ancestry, Member, Role
from heedful.base.org.rules import Permission, may


def tell_owner(*, case: Case, kind: str, key: str, now: datetime, urgent: bool = False) -> None:
    """Tell whoever owns the case; nobody owns it, nobody is told."""
    if case.owner is not None:
        _tell(case, [case.owner], kind, key, now, urgent=urgent)


def tell_above(*, case: Case, kind: str, key: str, now: datetime) -> None:
    """Tell whoever manages the group above the location, as far as that is somebody else."""
    today = now.date()
    above = Ancestry.objects.filter(
        tenant_id=case.tenant_id, descendant=case.location_id, depth=1,
        valid_from__lte=today, valid_to__gt=today,
    )  # fmt: skip
    nodes = list(above.values_list("ancestor_id", flat=True))
    for chain in chains(tenant_id=case.tenant_id, locations=nodes, now=now).values():
        keeper = keeper_in(chain=chain)
        if keeper is not None and keeper.pk != case.owner_id:
            _tell(case, [keeper], kind, key, now, urgent=True)


def tell_deciders(*, case: Case, by: Member, key: str, now: datetime) -> None:
    """Tell whoever may approve an offer at this location, but for the one who made it."""
    roles = [one for one in Role.values if may(role=one, permission=Permission.MANAGE_CASES)]
    deciders = workers_for(case=case).filter(role__in=roles).exclude(pk=by.pk)
    _tell(case, list(deciders), "case.offer", key, now)


def tell_mentioned(
    *, case: Case, note: CaseNote, members: Sequence[Member], by: Member, now: datetime
) -> None:
    others = [one for one in members if one.pk != by.pk]
    _tell(case, others, "case.mentioned", f"case-note:{note.pk}", now)


def _tell(
    case: Case,
    members: Sequence[Member],
    kind: str,
    key: str,
    now: datetime,
    *,
    urgent: bool = False,
) -> None:
    told = {"number": case.number, "place": case.location.name}
    titles = {
        "case.opened": _("Case %(number)s at %(place)s is yours"),
        "case.assigned": _("Case %(number)s at %(place)s was given to you"),
        "case.mentioned": _("You are named in case %(number)s at %(place)s"),
        "case.heard": _("The customer of case %(number)s at %(place)s wrote"),
        "case.answered": _("The customer of case %(number)s at %(place)s answered"),
        "case.reopened": _("The customer of case %(number)s at %(place)s is still unhappy"),
        "case.contact_missed": _("Case %(number)s at %(place)s: nobody has been in touch in time"),
        "case.resolve_missed": _("Case %(number)s at %(place)s is not put right in time"),
        "case.promise_late": _("A promise in case %(number)s at %(place)s is due"),
        "case.awake": _("Case %(number)s at %(place)s is back"),
        "case.offer_decided": _("The offer in case %(number)s at %(place)s is decided"),
        "case.offer": _("An offer in case %(number)s at %(place)s waits for you"),
    }
    tell(
        tenant_id=case.tenant_id,
        members=members,
        kind=kind,
        title=titles[kind] % told,
        text="",
        path=f"/cases/{case.pk}/",
        urgent=urgent,
        key=key,
        now=now,
    )
