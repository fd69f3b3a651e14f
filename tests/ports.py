"""Ports for servers that tests start: free now, and given to nobody until the server listens."""

import itertools
import os
import random
import socket

# Whoever calls out is given a port from 32768 on, also while a server is on its way up. Each
# process of the tests has two thousand below, and begins anywhere in the first half of its own.
# Telephones of tests speak at 21000 and above.
LOWEST, EACH = 12_000, 2_000
_OWN = LOWEST + EACH * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 4)
_next = itertools.count(_OWN + random.randrange(EACH // 2))


def free_ports(count: int) -> list[int]:
    """So many ports in a row on which nobody listens; none is given twice."""
    ports: list[int] = []
    while len(ports) < count:
        port = next(_next)
        ports = [*ports, port] if _is_free(port) else []
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
