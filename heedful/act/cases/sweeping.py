"""What time alone does to cases: promised times pass, chances fall, contacts are confirmed."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from heedful.act.cases.changing import lock, write
from heedful.act.cases.knowing import known_of
from heedful.act.cases.models import Case, CaseMessage, CasePromise
from heedful.act.cases.models.case import CaseState
from heedful.act.cases.models.talk import Direction
from heedful.act.cases.queries import settings_of
from heedful.act.cases.ranking import rank
from heedful.act.cases.rules import Act
from heedful.act.cases.telling import tell_above, tell_owner
from heedful.base.connectors.sending.models import Outgoing, State

STOPPED = (CaseState.CLOSED, CaseState.PAUSED)
AT_ONCE = 1000
# A worker that stood still for longer than this no longer makes up for it.
REMINDED = timedelta(days=1)


def sweep(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Note first contacts and times that passed, and rank anew; say how many times passed.

    Safe to repeat. Call it inside the fence.
    """
    confirm_contacts(tenant_id=tenant_id)
    running = Case.objects.filter(tenant=tenant_id).exclude(state__in=STOPPED)
    late = running.filter(contacted_at=None, contact_missed_at=None, contact_due__lte=now)
    unresolved = running.filter(resolve_missed_at=None, resolve_due__lte=now)
    missed = sum(_miss(case, Act.CONTACT_MISSED, "contact_missed_at", now) for case in late)
    missed += sum(_miss(case, Act.RESOLVE_MISSED, "resolve_missed_at", now) for case in unresolved)
    remind(tenant_id=tenant_id, now=now)
    rank_again(tenant_id=tenant_id, now=now)
    return missed


def remind(*, tenant_id: uuid.UUID, now: datetime) -> None:
    """Tell owners of promises that are due and of cases that come back; each once."""
    lately = (now - REMINDED, now)
    due = CasePromise.objects.filter(tenant=tenant_id, due_at__range=lately, done_at=None)
    open_ones = due.exclude(case__state=CaseState.CLOSED)
    for one in open_ones.select_related("case__owner__user", "case__location"):
        key = f"case-promise:{one.pk}"
        tell_owner(case=one.case, kind="case.promise_late", key=key, now=now, urgent=True)
    back = Case.objects.filter(tenant=tenant_id, snoozed_until__range=lately)
    for case in back.exclude(state__in=STOPPED).select_related("owner__user", "location"):
        key = f"case:{case.pk}:awake:{case.snoozed_until}"
        tell_owner(case=case, kind="case.awake", key=key, now=now)


@transaction.atomic
def _miss(case: Case, act: Act, name: str, now: datetime) -> bool:
    """The breach is kept, and the owner and whoever is above are told; nobody needs to look."""
    case = lock(case=case)
    if getattr(case, name) is not None or case.state in STOPPED:
        return False
    write(case, {name: now}, act=act, by=None, now=now)
    kind, key = f"case.{act}", f"case:{case.pk}:{act}:{case.times_reopened}"
    tell_owner(case=case, kind=kind, key=key, now=now, urgent=True)
    tell_above(case=case, kind=kind, key=key, now=now)
    return True


@transaction.atomic
def confirm_contacts(*, tenant_id: uuid.UUID) -> None:
    """A message counts as first contact once the other side has taken it, from that moment."""
    waiting = Case.objects.filter(tenant=tenant_id, contacted_at=None).exclude(
        state=CaseState.CLOSED
    )
    written = CaseMessage.objects.filter(
        tenant=tenant_id,
        case__in=waiting,
        direction=Direction.OUT,
        outgoing_id__isnull=False,
    )
    of_outgoing = {
        key: case for key, case in written.values_list("outgoing_id", "case") if key is not None
    }
    sent = Outgoing.objects.filter(
        tenant=tenant_id,
        pk__in=of_outgoing,
        state__in=(State.SENT, State.DELIVERED),
        sent_at__isnull=False,
    )
    for key, moment in sent.order_by("sent_at").values_list("pk", "sent_at"):
        Case.objects.filter(pk=of_outgoing[key], contacted_at=None).update(contacted_at=moment)


def rank_again(*, tenant_id: uuid.UUID, now: datetime) -> None:
    """Rank all open cases by what is known now. A few queries for each thousand."""
    open_ones = Case.objects.filter(tenant=tenant_id).exclude(state=CaseState.CLOSED)
    cases = list(open_ones.order_by("pk")[:AT_ONCE])
    while cases:
        keep_ranks(cases=cases, now=now)
        cases = list(open_ones.filter(pk__gt=cases[-1].pk).order_by("pk")[:AT_ONCE])


def keep_ranks(*, cases: Sequence[Case], now: datetime) -> None:
    """Rank these cases of one organisation by what is known now. A few queries."""
    if not cases:
        return
    settings = settings_of(tenant_id=cases[0].tenant_id)
    rank(cases=cases, known=known_of(cases=cases, now=now), settings=settings, now=now)
    fields = ["priority", "at_stake", "chance", "reasons", "kept_low", "kept_high"]
    Case.objects.bulk_update(cases, fields, batch_size=200)
