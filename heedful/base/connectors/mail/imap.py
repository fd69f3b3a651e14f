"""Fetching mail by IMAP: only what is new, without changing anything in the box."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable, connect
from heedful.base.connectors.errors import AccountRefused, Later
from heedful.base.connectors.sending.transports import Way

SECONDS = 20.0
AT_ONCE = 50
# Words stand at the beginning; what is attached behind them is not read.
MOST_BYTES = 1_000_000
PORTS = {"tls": 993, "starttls": 143, "none": 143}


class _Pinned(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return connect(self.host, self.port, seconds=timeout or SECONDS)


class _PinnedTls(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = connect(self.host, self.port, seconds=timeout or SECONDS)
        wrapped: socket.socket = self.ssl_context.wrap_socket(plain, server_hostname=self.host)
        return wrapped


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails as they came, and where fetching goes on once they are kept."""

    contents: Sequence[bytes]
    cursor: Mapping[str, int]
    has_more: bool


def fetch(way: Way, cursor: Mapping[str, int], *, since: str) -> Batch:
    """Return mails after the cursor (UIDVALIDITY, UID). Raises AccountRefused or Later.

    The first time it begins with what comes from now on. When the server gave its mails new
    numbers, those of the days `since` (as IMAP writes a date) are fetched again; their Message-ID
    keeps second copies out.
    """
    try:
        with _box(way) as box:
            return _fetch(box, cursor, since=since)
    except NotReachable as reason:
        raise AccountRefused(str(reason)) from reason
    except (OSError, imaplib.IMAP4.error) as reason:
        raise Later(_("The mailbox cannot be read: %s") % str(reason)[:200]) from reason


def _fetch(box: imaplib.IMAP4, cursor: Mapping[str, int], *, since: str) -> Batch:
    validity, coming = _number(box, "UIDVALIDITY"), _number(box, "UIDNEXT")
    if "validity" not in cursor:
        return Batch((), {"validity": validity, "uid": coming - 1}, has_more=False)
    same = cursor["validity"] == validity
    last = cursor["uid"] if same else 0
    wanted = f"UID {last + 1}:*" if same else f"SINCE {since}"
    found = _answer(box.uid("SEARCH", wanted))
    # A range that ends with a star always holds the newest mail, old or not.
    uids = sorted(uid for uid in map(int, (found or b"").split()) if uid > last)
    taken = uids[:AT_ONCE]
    contents = [_content(box, uid) for uid in taken]
    newest = taken[-1] if taken else max(last, coming - 1 if not same else last)
    return Batch(
        [each for each in contents if each],
        {"validity": validity, "uid": newest},
        has_more=len(uids) > len(taken),
    )


def _content(box: imaplib.IMAP4, uid: int) -> bytes:
    """The beginning of a mail, without marking it as read."""
    kind, answer = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    if kind != "OK":
        raise imaplib.IMAP4.error(str(answer))
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")


@contextmanager
def _box(way: Way) -> Iterator[imaplib.IMAP4]:
    security = way.option("imap_security") or "tls"
    host, port = way.option("imap_host"), int(way.option("imap_port") or PORTS[security])
    context = ssl.create_default_context()
    box: imaplib.IMAP4
    if security == "tls":
        box = _PinnedTls(host, port, ssl_context=context, timeout=SECONDS)
    else:
        box = _Pinned(host, port, timeout=SECONDS)
    try:
        if security == "starttls":
            box.starttls(context)
        _sign_in(box, way)
        _answer(box.select(_quoted(way.option("imap_folder") or "INBOX"), readonly=True))
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _sign_in(box: imaplib.IMAP4, way: Way) -> None:
    try:
        box.login(way.option("imap_user"), way.secrets.get("imap_password", ""))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as reason:
        raise AccountRefused(_("The mailbox did not let us in.")) from reason


def _number(box: imaplib.IMAP4, name: str) -> int:
    """What the server said about the folder when it was opened."""
    found = box.response(name)[1]
    digits = re.search(rb"\d+", found[0] or b"") if found and found[0] else None
    if digits is None:
        raise imaplib.IMAP4.error(f"no {name}")
    return int(digits[0])


def _answer(answer: tuple[str, Sequence[bytes | None]]) -> bytes | None:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data[0] if data else None


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
