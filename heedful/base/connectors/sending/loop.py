"""The loop that hands messages over, in threads of the worker's process."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from heedful.base.connectors import handover
from heedful.base.connectors.accounts.domain import sending_failed, sending_went_well
from heedful.base.connectors.errors import AccountRefused, Later, NotSent, Rejected, Unsure
from heedful.base.connectors.incoming.domain import hear_bounce
from heedful.base.connectors.secrets import SecretLost
from heedful.base.connectors.sending import claiming
from heedful.base.connectors.sending.claiming import Claimed, Sent
from heedful.base.connectors.sending.rules import REFUSED_FOR
from heedful.base.connectors.sending.transports import hand_over_by, operators_way, way_of
from heedful.base.tenancy.domain import within

log = structlog.get_logger(__name__)


class Kept(NotSent):
    """There is nobody to hand it to."""


class Quiet(Later):
    """Its account is left alone for a while; nothing was tried."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A message that the other side did not take, and why."""

    claimed: Claimed
    why: NotSent


def run_until(stop: threading.Event) -> None:
    """Hand messages over until `stop` is set; those under way are finished."""
    handover.run_until(stop, SENDING)


def send_all() -> int:
    """Hand over all that is due, in this thread; return how many."""
    return handover.run_through(SENDING)


def send(claimed: Claimed) -> Sent | NotYet:
    """Hand one message over. Neither reads nor writes the database."""
    try:
        return Sent(claimed, _handed_over(claimed))
    except NotSent as why:
        return NotYet(claimed, why)
    except Exception:
        # Something of ours broke before or after the network: nobody knows which.
        log.exception("sending.broke", outgoing=str(claimed.outgoing.pk))
        return NotYet(claimed, Unsure(_("Something broke on our side while it was sent.")))


def _handed_over(claimed: Claimed) -> str:
    """Return the other side's name for a message. Raises NotSent."""
    account, now = claimed.account, timezone.now()
    if account and account.quiet_until and account.quiet_until > now:
        raise Quiet(account.send_error, after=account.quiet_until - now)
    try:
        way = way_of(account) if account else operators_way(claimed.outgoing.channel)
    except SecretLost as reason:
        raise AccountRefused(_("The password must be typed again.")) from reason
    if way is None:
        raise Kept
    return hand_over_by(way.kind)(way, claimed.outgoing)


def write(done: Sequence[Sent | NotYet]) -> None:
    """Write what became of messages, in a transaction for each organisation."""
    by_tenant = defaultdict(list)
    for one in done:
        by_tenant[one.claimed.tenant_id].append(one)
    for tenant_id, of_tenant in by_tenant.items():
        with within(tenant_id):
            _write_sent([one for one in of_tenant if isinstance(one, Sent)])
            for one in of_tenant:
                if isinstance(one, NotYet):
                    _write_trouble(one.claimed, one.why)


def _write_sent(sent: Sequence[Sent]) -> None:
    if not sent:
        return
    now = timezone.now()
    claiming.were_sent(sent=sent, now=now)
    for account in {one.claimed.account for one in sent if one.claimed.account}:
        sending_went_well(account=account, now=now)
    for one in sent:
        outgoing = one.claimed.outgoing
        log.info("sending.sent", outgoing=str(outgoing.pk), channel=outgoing.channel)


def _write_trouble(claimed: Claimed, why: NotSent) -> None:
    account, reason, now = claimed.account, str(why), timezone.now()
    match why:
        case Kept():
            claiming.was_kept(claimed)
        case Quiet(after=after):
            claiming.comes_later(claimed, reason=reason, now=now, after=after, counts=False)
        case Rejected(for_good=for_good):
            claiming.was_rejected(claimed, reason=reason)
            if for_good and account:
                hear_bounce(
                    account=account,
                    outgoing=claimed.outgoing,
                    reason=reason,
                    for_good=True,
                    now=now,
                )
        case Unsure():
            claiming.is_unknown(claimed, reason=reason)
        case AccountRefused():
            claiming.comes_later(
                claimed, reason=reason, now=now, after=REFUSED_FOR, counts=account is None
            )
            if account:
                sending_failed(account=account, reason=reason, now=now, quiet_for=REFUSED_FOR)
        case _:
            after = why.after if isinstance(why, Later) else None
            claiming.comes_later(claimed, reason=reason, now=now, after=after)
            if account:
                sending_failed(account=account, reason=reason, now=now)


SENDING = handover.Handover(
    name="sending",
    claim=lambda limit: claiming.claim(now=timezone.now(), limit=limit),
    hand_over=send,
    write=write,
)
