"""Which network takes a message; each is loaded when it is first used."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.secrets import unseal
from heedful.base.connectors.sending.models import Channel, Outgoing


@dataclass(frozen=True, slots=True)
class Way:
    """An account with its secrets, ready to hand over; without `account` it is the operator's."""

    kind: str
    options: dict[str, object]
    secrets: dict[str, str]
    account: ChannelAccount | None = None

    def option(self, name: str) -> str:
        return str(self.options.get(name) or "")


# Hands a message over and returns the other side's name for it. Raises NotSent.
HandOver = Callable[[Way, Outgoing], str]


def way_of(account: ChannelAccount) -> Way:
    """Raises SecretLost."""
    return Way(account.kind, account.options, unseal(account.sealed), account)


def operators_way(channel: str) -> Way | None:
    """What the operator set for organisations without an account of their own."""
    if channel != Channel.EMAIL or not settings.MAIL_URL:
        return None
    from heedful.base.connectors.mail.smtp import options_of  # noqa: PLC0415 - as below.

    options, secrets = options_of(settings.MAIL_URL, sender=settings.MAIL_FROM)
    return Way(AccountKind.MAIL, options, secrets)


def hand_over_by(kind: str) -> HandOver:
    # Networks bring libraries that pages do not need.
    if kind == AccountKind.MAIL:
        from heedful.base.connectors.mail.smtp import hand_over as by_mail  # noqa: PLC0415

        return by_mail
    if kind == AccountKind.KANNEL:
        from heedful.base.connectors.kannel.send import hand_over as by_kannel  # noqa: PLC0415

        return by_kannel
    from heedful.base.connectors.twilio.send import hand_over as by_twilio  # noqa: PLC0415

    return by_twilio
