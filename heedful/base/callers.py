"""Whose request this is, as far as a network can tell: what limits count by."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

NOBODY = "unknown"


def client_of(request: HttpRequest) -> str:
    """The address a request came from; of IPv6 the network of one connection (/64)."""
    return client_address(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        hops=settings.ENVIRONMENT.proxy_hops,
    )


def client_address(*, peer: str, forwarded: str, hops: int) -> str:
    """Read the address that the outermost of our own proxies saw.

    Each proxy adds whom it heard at the end of X-Forwarded-For, and a client writes what it likes
    before that. So entries are counted from the end, and where there are fewer than proxies, the
    request came around them: its own connection is what is known.

    >>> client_address(peer="10.0.0.1", forwarded="1.1.1.1, 203.0.113.7", hops=1)
    '203.0.113.7'
    >>> client_address(peer="203.0.113.7", forwarded="1.1.1.1", hops=0)
    '203.0.113.7'
    """
    heard = forwarded.split(",") if forwarded else []
    told = heard[-hops] if 0 < hops <= len(heard) else peer
    return _normal(told) or _normal(peer) or NOBODY


def _normal(text: str) -> str:
    bare = text.strip().removeprefix("[").partition("]")[0]
    if bare.count(":") == 1:  # An IPv4 address with its port.
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    if found.version == 6:
        return str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)
    return str(found)
