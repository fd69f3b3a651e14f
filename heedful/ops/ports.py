"""Whether the addresses can be listened on, asked before granian, which would share them."""

import errno
import socket

from heedful.ops.home import OperatorError
from heedful.ops.processes import wait_until

# Processes of a start that was killed let go within this time.
PATIENCE = 3.0


def is_free(host: str, port: int) -> bool:
    """Say whether nobody listens there. Raises OperatorError for an address not of this machine."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, number) as probe:
            # Connections that are closing do not count; a listener does.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise OperatorError(
            f"This account may not listen on port {port}. Choose one above 1023: --port 8000."
        ) from None
    except OSError as reason:
        if reason.errno == errno.EADDRINUSE:
            return False
        raise OperatorError(
            f"{host!r} is no address of this machine. Choose another: --host 127.0.0.1."
        ) from None
    return True


def must_be_free(host: str, port: int, *, option: str) -> None:
    """Raise OperatorError, with what to do, when somebody else listens there."""
    if not wait_until(lambda: is_free(host, port), seconds=PATIENCE, step=0.1):
        raise OperatorError(
            f"Port {port} on {host} is in use by another program. Stop that program, or choose"
            f" another port: {option} {port + 10 if port < 65000 else 8000}."
        )
