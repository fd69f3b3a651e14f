"""The loop that hands messages over, in threads of the worker's process."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from heedful.base.connectors.accounts.domain import sending_failed, sending_went_well
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.accounts.queries import account_for
from heedful.base.connectors.errors import AccountRefused, Later, NotSent, Rejected, Unsure
from heedful.base.connectors.incoming.domain import hear_bounce
from heedful.base.connectors.secrets import SecretLost
from heedful.base.connectors.sending import domain
from heedful.base.connectors.sending.domain import Claimed
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.rules import REFUSED_FOR
from heedful.base.connectors.sending.transports import Way, hand_over_by, operators_way, way_of
from heedful.base.tenancy.domain import within

THREADS = 4
SHORTEST_WAIT, LONGEST_WAIT = 0.02, 0.2
PATIENCE = 5.0

log = structlog.get_logger(__name__)


def run_until(stop: threading.Event, *, threads: int = THREADS) -> None:
    """Hand messages over until `stop` is set; those under way are finished.

    No more is claimed than there are threads free, so a process that is killed leaves at most
    that many messages unknown. Outlives a database that goes away and comes back.
    """
    free = threading.Semaphore(threads)
    wait = SHORTEST_WAIT
    with ThreadPoolExecutor(threads, thread_name_prefix="sending") as pool:
        while not stop.is_set():
            if not free.acquire(timeout=LONGEST_WAIT):
                continue
            free.release()
            try:
                claimed = domain.claim(now=timezone.now(), limit=_free_ones(free))
            except Error as error:
                log.warning("sending.no_database", error=type(error).__name__)
                connection.close()
                stop.wait(wait := min(max(wait, LONGEST_WAIT) * 2, PATIENCE))
                continue
            for each in claimed:
                free.acquire()
                pool.submit(_send_in_thread, each, free)
            wait = SHORTEST_WAIT if claimed else min(wait * 1.5, LONGEST_WAIT)
            stop.wait(wait)
    connection.close()


def _free_ones(free: threading.Semaphore) -> int:
    count = 0
    while free.acquire(blocking=False):
        count += 1
    for _each in range(count):
        free.release()
    return max(count, 1)


def _send_in_thread(claimed: Claimed, free: threading.Semaphore) -> None:
    try:
        close_old_connections()
        send(claimed)
    except Exception:
        # What was claimed comes up again and is then told as unknown.
        log.exception("sending.broke", outgoing=str(claimed.outgoing_id))
    finally:
        connection.close()
        free.release()


def send_all(*, limit: int = 1000) -> int:
    """Hand over all that is due, in this thread; return how many."""
    done = 0
    while done < limit and (claimed := domain.claim(now=timezone.now(), limit=1)):
        for each in claimed:
            send(each)
        done += len(claimed)
    return done


def send(claimed: Claimed) -> None:
    """Hand one message over, outside of any transaction, and write what became of it."""
    with within(claimed.tenant_id):
        outgoing = Outgoing.objects.select_related("account").get(pk=claimed.outgoing_id)
        account = account_of(outgoing)
    now = timezone.now()
    if account and account.quiet_until and account.quiet_until > now:
        domain.comes_later(
            claimed,
            reason=account.send_error,
            now=now,
            after=account.quiet_until - now,
            counts=False,
        )
        return
    try:
        way = way_of(account) if account else operators_way(outgoing.channel)
    except SecretLost:
        _refused(claimed, account, _("The password must be typed again."))
        return
    if way is None:
        domain.was_kept(claimed)
    else:
        _hand_over(claimed, outgoing, way)


def account_of(outgoing: Outgoing) -> ChannelAccount | None:
    """The account that a message names, while it is in use; else the usual one of its channel."""
    named = outgoing.account
    if named is not None and named.removed_at is None and named.paused_at is None:
        return named
    return account_for(tenant_id=outgoing.tenant_id, channel=outgoing.channel)


def _hand_over(claimed: Claimed, outgoing: Outgoing, way: Way) -> None:
    account_id = way.account.pk if way.account else None
    started = time.monotonic()
    try:
        external_id = hand_over_by(way.kind)(way, outgoing)
    except Rejected as reason:
        domain.was_rejected(claimed, account_id=account_id, reason=str(reason))
        if reason.for_good and way.account:
            with within(claimed.tenant_id):
                hear_bounce(
                    account=way.account,
                    outgoing=outgoing,
                    reason=str(reason),
                    for_good=True,
                    now=timezone.now(),
                )
    except Unsure as reason:
        domain.is_unknown(claimed, account_id=account_id, reason=str(reason))
    except AccountRefused as reason:
        _refused(claimed, way.account, str(reason))
    except NotSent as reason:
        after = reason.after if isinstance(reason, Later) else None
        domain.comes_later(claimed, reason=str(reason), now=timezone.now(), after=after)
        _note_failure(claimed, way.account, str(reason))
    else:
        now = timezone.now()
        domain.was_sent(claimed, account_id=account_id, external_id=external_id, now=now)
        if way.account:
            with within(claimed.tenant_id):
                sending_went_well(account=way.account, now=now)
        log.info(
            "sending.sent",
            outgoing=str(claimed.outgoing_id),
            channel=outgoing.channel,
            seconds=round(time.monotonic() - started, 3),
        )


def _refused(claimed: Claimed, account: ChannelAccount | None, reason: str) -> None:
    now = timezone.now()
    domain.comes_later(claimed, reason=reason, now=now, after=REFUSED_FOR, counts=account is None)
    if account:
        with within(claimed.tenant_id):
            sending_failed(account=account, reason=reason, now=now, quiet_for=REFUSED_FOR)


def _note_failure(claimed: Claimed, account: ChannelAccount | None, reason: str) -> None:
    if account:
        with within(claimed.tenant_id):
            sending_failed(account=account, reason=reason, now=timezone.now())
