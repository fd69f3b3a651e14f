"""Hearing what networks do not bring by themselves: mailboxes are looked into, again and again."""

import uuid
from contextlib import suppress

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.conversations.models import Recording

QUEUE = "channels"
POLL = "channels.poll_mailbox"
FETCH = "channels.fetch_recording"
# A box with thousands of mails is read in turns, so that other boxes are not kept waiting.
TURNS = 10


@app.periodic(cron="* * * * * */15", periodic_id="poll_mailboxes")
@app.task(name="channels.poll_mailboxes", queue=QUEUE, queueing_lock="channels.poll_mailboxes")
def poll_mailboxes(timestamp: int) -> None:
    """Have every mailbox looked into; one that is slow holds up no other."""
    del timestamp
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        with within(tenant_id):
            boxes = [
                account.pk
                for account in ChannelAccount.objects.filter(
                    tenant=tenant_id, kind=AccountKind.MAIL, removed_at=None, paused_at=None
                )
                if account.options.get("imap_host")
            ]
        for key in boxes:
            task = app.configure_task(POLL, queueing_lock=f"{POLL}:{key}", lock=f"{POLL}:{key}")
            try:
                task.defer(tenant_id=str(tenant_id), account_id=str(key))
            except AlreadyEnqueued:
                continue


@app.task(name=POLL, queue=QUEUE)
def poll_mailbox(tenant_id: str, account_id: str) -> None:
    """Fetch what is new in one mailbox."""
    # Libraries that read mail are loaded by the worker that reads it.
    from heedful.base.connectors.mail.hearing import poll  # noqa: PLC0415

    for _turn in range(TURNS):
        with within(uuid.UUID(tenant_id)):
            account = ChannelAccount.objects.filter(
                pk=account_id, removed_at=None, paused_at=None
            ).first()
        if account is None or not poll(account=account, now=timezone.now()):
            return


def fetch_soon(recording: Recording) -> None:
    """Have a spoken answer fetched from the network that recorded it, once this commits."""
    task = app.configure_task(FETCH, queueing_lock=f"{FETCH}:{recording.pk}")
    with suppress(AlreadyEnqueued):
        task.defer(tenant_id=str(recording.tenant_id), recording_id=str(recording.pk))


@app.task(name=FETCH, queue=QUEUE, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def fetch_recording(tenant_id: str, recording_id: str) -> None:
    """Fetch a spoken answer; a network that is away is asked again."""
    # What calls networks is loaded by the worker that calls them.
    from heedful.listen.conversations.fetching import fetch  # noqa: PLC0415

    fetch(tenant_id=uuid.UUID(tenant_id), recording_id=uuid.UUID(recording_id), now=timezone.now())
