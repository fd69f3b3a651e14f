"""Where a name on the network leads, and which places a typed address may not lead to.

A name is resolved once and the connection goes to the address that was looked at, so that a
second answer of the name server cannot lead inside (DNS rebinding).
"""

import ipaddress
import socket

from django.conf import settings
from django.utils.translation import gettext as _

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses that lead to an IPv4 address behind a translator.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotReachable(Exception):
    """The name leads nowhere, or to a place that a typed address may not lead to."""


class NoName(NotReachable):
    """No name server knows the name, for now."""


def resolve(host: str, port: int) -> str:
    """Return the one address to connect to. Raises NotReachable, or NoName.

    When one of a name's addresses is private, none of them is used.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as reason:
        raise NoName(_("The name %(host)s leads nowhere.") % {"host": host}) from reason
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not settings.ALLOW_PRIVATE_ADDRESSES and not all(is_public(each) for each in addresses):
        raise NotReachable(
            _(
                "%(host)s lies inside a private network. Whoever runs Heedful may allow that with"
                " HEEDFUL_ALLOW_PRIVATE_ADDRESSES=1."
            )
            % {"host": host}
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach this address."""
    found: IPAddress = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = inner or found
    return found.is_global and not found.is_multicast


def connect(host: str, port: int, *, seconds: float) -> socket.socket:
    """Open a connection to where `host` leads. Raises NotReachable, or OSError."""
    return socket.create_connection((resolve(host, port), port), timeout=seconds)
