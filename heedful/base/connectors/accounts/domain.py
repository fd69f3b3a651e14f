"""Keeping accounts with networks outside, and what is known of their health."""

import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce, Greatest

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action, Details, changes, person
from heedful.base.connectors.accounts.models import ChannelAccount, Hook
from heedful.base.connectors.accounts.queries import hook_hash
from heedful.base.connectors.accounts.rules import KINDS
from heedful.base.connectors.secrets import SecretLost, seal, unseal
from heedful.base.org.models import Member
from heedful.base.tenancy.models import Tenant

# The name under which the secret of an account's own addresses is sealed.
HOOK = "hook"


class NameTaken(Exception):
    """Another account of the organisation has this name."""


@transaction.atomic
def add_account(
    *,
    tenant: Tenant,
    kind: str,
    name: str,
    channels: Sequence[str],
    options: Mapping[str, object],
    secrets: Mapping[str, str],
    now: datetime,
    by: Member | None = None,
) -> ChannelAccount:
    """Keep a new account. Call it inside the fence. Raises NameTaken."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if ChannelAccount.objects.filter(tenant=tenant, name=name, removed_at=None).exists():
        raise NameTaken
    account = ChannelAccount.objects.create(
        tenant=tenant,
        kind=kind,
        name=name,
        channels=[each for each in KINDS[kind].carries if each in channels],
        options=dict(options),
        sealed=seal(secrets),
        created_at=now,
    )
    if KINDS[kind].reports:
        open_hook(account=account)
    _told(account, Action.CHANNEL_ADDED, _codes(account), by=by, now=now)
    return account


@transaction.atomic
def change_account(
    *,
    account: ChannelAccount,
    name: str,
    channels: Sequence[str],
    options: Mapping[str, object],
    secrets: Mapping[str, str],
    by: Member | None = None,
    now: datetime,
) -> None:
    """Change an account; a secret that is left empty stays what it was. Raises NameTaken.

    What went wrong before is forgotten, and messages that wait are tried at once. Raises
    SecretLost where the key is another one and not all secrets were typed again.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=account.tenant_id)
    others = ChannelAccount.objects.filter(tenant=account.tenant_id, name=name, removed_at=None)
    if others.exclude(pk=account.pk).exists():
        raise NameTaken
    typed = {name: value for name, value in secrets.items() if value}
    try:
        typed = unseal(account.sealed) | typed
    except SecretLost:
        if set(typed) != set(KINDS[account.kind].secrets):
            raise
    before, old = _codes(account), account.options
    account.name = name
    account.channels = [each for each in KINDS[account.kind].carries if each in channels]
    account.options = dict(options)
    account.sealed = seal(typed)
    account.failing_since = account.blind_since = account.quiet_until = None
    account.send_error = account.hear_error = ""
    account.cursor = {}
    account.save()
    # Which settings are others is told, and what they are is not: they hold addresses.
    other = sorted(key for key in {*old, *options} if old.get(key) != options.get(key))
    changed = {"settings": " ".join(other), **changes(before, _codes(account))}
    _told(account, Action.CHANNEL_CHANGED, changed, by=by, now=now)


@transaction.atomic
def pause(*, account: ChannelAccount, by: Member | None = None, now: datetime) -> None:
    if ChannelAccount.objects.filter(pk=account.pk, paused_at=None).update(paused_at=now):
        changed = changes({"state": "running"}, {"state": "paused"})
        _told(account, Action.CHANNEL_CHANGED, changed, by=by, now=now)


@transaction.atomic
def resume(*, account: ChannelAccount, by: Member | None = None, now: datetime) -> None:
    paused = ChannelAccount.objects.filter(pk=account.pk, paused_at__isnull=False)
    if paused.update(paused_at=None, quiet_until=None):
        changed = changes({"state": "paused"}, {"state": "running"})
        _told(account, Action.CHANNEL_CHANGED, changed, by=by, now=now)


@transaction.atomic
def remove(*, account: ChannelAccount, by: Member | None = None, now: datetime) -> None:
    """Take an account away: its secrets and its addresses go, what was sent stays told."""
    Hook.objects.filter(account=account).delete()
    ChannelAccount.objects.filter(pk=account.pk).update(removed_at=now, sealed=b"", options={})
    _told(account, Action.CHANNEL_REMOVED, _codes(account), by=by, now=now)


@transaction.atomic
def open_hook(*, account: ChannelAccount) -> str:
    """Make a new secret for the addresses at which the network reports; older ones end.

    It is kept sealed too, since each message tells the network where to report.
    """
    Hook.objects.filter(account=account).delete()
    secret = randomness.token_urlsafe(24)
    Hook.objects.create(
        token_hash=hook_hash(secret), tenant_id=account.tenant_id, account_id=account.pk
    )
    account.sealed = seal(unseal(account.sealed) | {HOOK: secret})
    account.save(update_fields=["sealed"])
    return secret


def sending_went_well(*, account: ChannelAccount, now: datetime) -> None:
    ChannelAccount.objects.filter(pk=account.pk).update(
        last_sent_at=Greatest("last_sent_at", now), failing_since=None, send_error=""
    )


def sending_failed(
    *, account: ChannelAccount, reason: str, now: datetime, quiet_for: timedelta | None = None
) -> None:
    """Remember since when nothing leaves, and for how long nobody should try."""
    ChannelAccount.objects.filter(pk=account.pk).update(
        failing_since=Coalesce("failing_since", now),
        send_error=reason,
        quiet_until=now + quiet_for if quiet_for else None,
    )


def hearing_went_well(
    *, account: ChannelAccount, now: datetime, cursor: Mapping[str, object] | None = None
) -> None:
    values = {} if cursor is None else {"cursor": dict(cursor)}
    ChannelAccount.objects.filter(pk=account.pk).update(
        last_heard_at=now, blind_since=None, hear_error="", **values
    )


def hearing_failed(*, account: ChannelAccount, reason: str, now: datetime) -> None:
    """Remember since when nothing can be heard: shown as "blind since"."""
    ChannelAccount.objects.filter(pk=account.pk).update(
        blind_since=Coalesce("blind_since", now), hear_error=reason
    )


def _codes(account: ChannelAccount) -> Details:
    return {"channels": " ".join(account.channels)}


def _told(
    account: ChannelAccount,
    action: Action,
    details: Details,
    *,
    by: Member | None,
    now: datetime,
) -> None:
    record(
        tenant_id=account.tenant_id,
        actor=person(by.user_id) if by else OPERATOR,
        action=action,
        about=f"channel:{account.pk}",
        details={"kind": account.kind, **details},
        now=now,
    )
