"""Slack, Teams and many more through Apprise; typed addresses lead nowhere inside."""

import sys
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from apprise import NotifyBase

# Modules of services that run programs or speak something else than HTTP on this machine.
NOT_FROM_HERE = ("socket", "smtplib", "subprocess", "dbus", "gi", "paramiko", "slixmpp")
SECONDS = 15

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


class NotAChatAddress(ValueError):
    """The address is none that can be told over the web; the sentence says why."""


def service_of(address: str) -> "NotifyBase":
    """The service that an address names. Raises NotAChatAddress."""
    from apprise import Apprise, NotifyBase  # noqa: PLC0415 - it takes long to load.

    service = Apprise.instantiate(address, suppress_exceptions=True)
    if not isinstance(service, NotifyBase):
        raise NotAChatAddress(_("No service is known by such an address."))
    module = sys.modules[type(service).__module__]
    if not hasattr(module, "requests") or any(hasattr(module, name) for name in NOT_FROM_HERE):
        raise NotAChatAddress(_("This service is not told over the web; choose another."))
    return service


def label_of(address: str) -> str:
    """How a list names the address, without its secrets. Raises NotAChatAddress."""
    service = service_of(address)
    return f"{service.service_name} ({urlsplit(address).scheme})"


def post(address: str, *, title: str, text: str) -> bool:
    """Tell a service; say whether it took it. Raises NotAChatAddress, NotReachable."""
    service = service_of(address)
    _guard_connections()
    token = _guarded.set(True)
    try:
        service.socket_connect_timeout = service.socket_read_timeout = float(SECONDS)
        return bool(service.notify(body=text or title, title=title if text else ""))
    finally:
        _guarded.reset(token)


@cache
def _guard_connections() -> None:
    """Have every connection that a service opens pass `resolve`, redirects too.

    Services call `requests`, which opens each connection by this one function. Outside of `post`
    it does what it always did.
    """
    from urllib3.util import connection  # noqa: PLC0415 - comes with requests.

    plain: Callable[..., Any] = connection.create_connection

    def pinned(address: tuple[str, int], *args: Any, **options: Any) -> Any:
        host, port = address
        return plain((resolve(host, port), port) if _guarded.get() else address, *args, **options)

    connection.create_connection = pinned


__all__ = ["NotAChatAddress", "NotReachable", "label_of", "post", "service_of"]
