"""Asking who is due: one visit at a time, each whole or not at all."""

import uuid
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.models import State as Delivery
from heedful.base.customers.domain import may_contact, never_arrived
from heedful.base.customers.rules import Asked, Purpose, Refused
from heedful.base.tenancy.domain import within
from heedful.listen.invitations.messages import send
from heedful.listen.invitations.models import (
    INVITED,
    Invitation,
    Programme,
    ProgrammeState,
    State,
)
from heedful.listen.invitations.queries import plan_of
from heedful.listen.invitations.rules import (
    BROKEN,
    QUOTA,
    TOO_LATE,
    Later,
    Plan,
    after_refusals,
    deadline,
    ways_left,
)

QUOTA_DAYS = timedelta(days=7)
MOST_TRIES = 8
log = structlog.get_logger(__name__)


def step_due(*, tenant_id: uuid.UUID, now: datetime, limit: int = 1_000) -> int:
    """Do what is due: ask, remind, end; return how many there were.

    Each is claimed, decided and written in one transaction, message included, so it may be killed
    anywhere and run beside itself. Raises nothing for one that fails: it is tried again later.
    """
    for done in range(limit):
        claimed: uuid.UUID | None = None
        try:
            with within(tenant_id):
                invitation = _claim(tenant_id, now)
                if invitation is None:
                    return done
                claimed = invitation.pk
                with transaction.atomic():
                    _step(invitation, now)
        except Exception:
            if claimed is None:
                raise
            log.exception("invitation.failed", invitation=str(claimed))
            _later(tenant_id, claimed, now)
    return limit


def _claim(tenant_id: uuid.UUID, now: datetime) -> Invitation | None:
    """Take one that is due; nobody else sees it until the transaction ends."""
    due = Invitation.objects.filter(
        tenant=tenant_id, due_at__lte=now, programme__state=ProgrammeState.RUNNING
    )
    rows = due.select_related("programme", "visit__location", "visit__customer")
    return rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk").first()


def _step(invitation: Invitation, now: datetime) -> None:
    if invitation.state == State.WAITING:
        _invite(invitation, now)
    elif invitation.expires_at is not None and now >= invitation.expires_at:
        _end(invitation, State.EXPIRED)
    else:
        _remind(invitation, now)


def _invite(invitation: Invitation, now: datetime) -> None:
    plan = plan_of(invitation.programme)
    last = deadline(plan, visited_at=invitation.visit.visited_at)
    failed = _ways_that_failed(invitation)
    if now > last:
        _give_up(invitation, TOO_LATE, failed)
    elif _quota_is_used(invitation, plan, now):
        _give_up(invitation, QUOTA, failed)
    else:
        _by_first_channel(invitation, plan, failed, last, now)


def _ways_that_failed(invitation: Invitation) -> set[str]:
    """Channels by which nothing arrived; an ask that nobody got is none in the ledger."""
    if invitation.sent_at is None:
        return set()
    assert invitation.visit.customer_id is not None  # noqa: S101  # such visits are not drawn
    about = f"invitation:{invitation.pk}"
    lost = Outgoing.objects.filter(tenant=invitation.tenant_id, about=about, state=Delivery.FAILED)
    failed = set(lost.values_list("channel", flat=True))
    for channel in sorted(failed):
        never_arrived(
            tenant_id=invitation.tenant_id,
            customer_id=invitation.visit.customer_id,
            channel=channel,
            about=about,
        )
    return failed


def _by_first_channel(
    invitation: Invitation, plan: Plan, failed: set[str], last: datetime, now: datetime
) -> None:
    refusals = []
    for channel in ways_left(plan, failed=failed):
        told = _ask(invitation, channel, Purpose.SURVEY, now)
        if isinstance(told, Asked):
            invitation.channel, invitation.sent_at = channel, now
            invitation.expires_at = now + timedelta(days=plan.expires_days)
            send(invitation, to=told.to, now=now)
            invitation.state = State.SENT
            invitation.due_at = _next(invitation, plan, now)
            invitation.save()
            return
        refusals.append(told)
    follows = after_refusals(refusals, last=last)
    if isinstance(follows, Later):
        Invitation.objects.filter(pk=invitation.pk).update(due_at=follows.at)
    else:
        _give_up(invitation, follows, failed)


def _give_up(invitation: Invitation, reason: str, failed: set[str]) -> None:
    """Ask no more: of whom nothing reached, that is what counts."""
    if failed:
        _end(invitation, State.FAILED)
    else:
        _end(invitation, State.REFUSED, reason)


def _remind(invitation: Invitation, now: datetime) -> None:
    """Remind once more, or leave it be: who cannot be reminded was asked all the same."""
    plan = plan_of(invitation.programme)
    expires = invitation.expires_at or now
    told = _ask(invitation, invitation.channel, Purpose.REMINDER, now)
    if isinstance(told, Asked):
        invitation.reminders += 1
        send(invitation, to=told.to, now=now)
        invitation.due_at = _next(invitation, plan, now)
    elif told.until is not None and told.until < expires:
        invitation.due_at = told.until
    else:
        invitation.due_at = expires
        # No reminder follows; only the end does.
        invitation.reminders = max(invitation.reminders, plan.reminders)
    invitation.save()


def _next(invitation: Invitation, plan: Plan, now: datetime) -> datetime:
    assert invitation.expires_at is not None  # noqa: S101  # set when it was sent
    if invitation.reminders >= plan.reminders:
        return invitation.expires_at
    return min(now + timedelta(days=plan.reminder_days), invitation.expires_at)


def _ask(invitation: Invitation, channel: str, purpose: Purpose, now: datetime) -> Asked | Refused:
    assert invitation.visit.customer_id is not None  # noqa: S101  # such visits are not drawn
    about = f"invitation:{invitation.pk}"
    if purpose == Purpose.REMINDER:
        about += f":{invitation.reminders + 1}"
    return may_contact(
        tenant_id=invitation.tenant_id,
        customer_id=invitation.visit.customer_id,
        channel=channel,
        purpose=purpose,
        now=now,
        about=about,
    )


def _quota_is_used(invitation: Invitation, plan: Plan, now: datetime) -> bool:
    if plan.quota is None:
        return False
    # Whoever sends for the same programme at the same time waits, so that the count holds.
    Programme.objects.select_for_update(no_key=True).get(pk=invitation.programme_id)
    sent = Invitation.objects.filter(
        tenant=invitation.tenant_id,
        programme=invitation.programme,
        location=invitation.location_id,
        state__in=INVITED,
        sent_at__gt=now - QUOTA_DAYS,
    )
    return sent.count() >= plan.quota


def _end(invitation: Invitation, state: State, reason: str = "") -> None:
    Invitation.objects.filter(pk=invitation.pk).update(state=state, reason=reason, due_at=None)


def _later(tenant_id: uuid.UUID, key: uuid.UUID, now: datetime) -> None:
    """Try again in a while; one that fails again and again is given up and shown."""
    with within(tenant_id):
        mine = Invitation.objects.filter(tenant=tenant_id, pk=key)
        mine.update(tries=F("tries") + 1, due_at=now + timedelta(minutes=10))
        given_up = mine.filter(tries__gte=MOST_TRIES)
        given_up.filter(state=State.WAITING).update(state=State.REFUSED, reason=BROKEN, due_at=None)
        given_up.filter(state=State.SENT).update(state=State.EXPIRED, due_at=None)
