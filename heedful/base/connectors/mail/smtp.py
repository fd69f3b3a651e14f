"""Handing mail over by SMTP, step by step, so that it is known how far a failure came."""

import re
import smtplib
import socket
import ssl
import time
from collections import defaultdict
from contextlib import suppress
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable, connect
from heedful.base.connectors.errors import AccountRefused, Later, NotSent, Rejected, Unsure
from heedful.base.connectors.mail.message import compose
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.transports import Way

SECONDS = 20.0
# A connection serves further messages for so long; after a second it is asked whether it lives.
KEPT_FOR = 15.0
FRESH_FOR = 1.0
# What servers say of an address at which nobody is (RFC 3463).
NO_SUCH_ADDRESS = (b"5.1.1", b"5.1.2", b"5.1.10")
PORTS = {"tls": 465, "starttls": 587, "none": 25}

# Connections that nobody uses at the moment, by where they lead and as whom, and since when.
_idle: dict[str, list[tuple[smtplib.SMTP, float]]] = defaultdict(list)
_lock = Lock()


class _Pinned(smtplib.SMTP):
    """Connects to the address that was looked at (see `connectors.addresses`)."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connect(host, port, seconds=timeout)


class _PinnedTls(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = connect(host, port, seconds=timeout)
        return self.context.wrap_socket(plain, server_hostname=host)


def options_of(url: str, *, sender: str) -> tuple[dict[str, object], dict[str, str]]:
    """Read HEEDFUL_MAIL_URL: smtp:// speaks TLS where the server offers it, smtps:// always."""
    parts = urlsplit(url)
    options = {
        "sender": sender,
        "smtp_host": parts.hostname or "localhost",
        "smtp_port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "smtp_security": "tls" if parts.scheme == "smtps" else "offered",
        "smtp_user": unquote(parts.username or ""),
    }
    return options, {"smtp_password": unquote(parts.password or "")}


def hand_over(way: Way, outgoing: Outgoing) -> str:
    """Return the Message-ID that the mail has. Raises NotSent."""
    message = compose(
        outgoing,
        sender=way.option("sender"),
        sender_name=way.option("sender_name"),
        plus_addresses=bool(way.options.get("plus_addresses")),
        now=timezone.now(),
    )
    try:
        server = _connection(way)
        try:
            _give(server, way.option("sender"), outgoing.to, message.as_bytes())
        except BaseException:
            _close(server)
            raise
    except NotReachable as reason:
        raise AccountRefused(str(reason)) from reason
    except (OSError, smtplib.SMTPException) as reason:
        raise Later(_("The mail server cannot be reached: %s") % _words(reason)) from reason
    with _lock:
        _idle[_key(way)].append((server, time.monotonic()))
    return str(message["Message-ID"])


def _connection(way: Way) -> smtplib.SMTP:
    """One that still answers, used by nobody else meanwhile, or a new one."""
    while True:
        with _lock:
            idle = _idle[_key(way)]
            if not idle:
                break
            server, since = idle.pop()
        age = time.monotonic() - since
        if age < KEPT_FOR and (age < FRESH_FOR or _answers(server)):
            return server
        _close(server)
    return _open(way)


def _key(way: Way) -> str:
    return repr((sorted((k, str(v)) for k, v in way.options.items()), sorted(way.secrets.items())))


def _answers(server: smtplib.SMTP) -> bool:
    with suppress(OSError, smtplib.SMTPException):
        return bool(server.noop()[0] == 250)
    return False


def _close(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.close()


def _open(way: Way) -> smtplib.SMTP:
    """Connect and sign in. Raises AccountRefused, OSError or SMTPException."""
    security = way.option("smtp_security") or "starttls"
    host, port = way.option("smtp_host"), int(way.option("smtp_port") or PORTS.get(security, 25))
    context = ssl.create_default_context()
    # What the operator set may lie inside the network; what a person typed is looked at.
    guarded = way.account is not None
    plain, wrapped = (_Pinned, _PinnedTls) if guarded else (smtplib.SMTP, smtplib.SMTP_SSL)
    server: smtplib.SMTP
    if security == "tls":
        server = wrapped(host, port, timeout=SECONDS, context=context)
    else:
        server = plain(host, port, timeout=SECONDS)
        server.ehlo_or_helo_if_needed()
        if security == "starttls" or (security == "offered" and server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
    try:
        if way.option("smtp_user"):
            server.login(way.option("smtp_user"), way.secrets.get("smtp_password", ""))
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as reason:
        server.close()
        raise AccountRefused(_("The mail server did not let us in.")) from reason
    return server


def _give(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> None:
    """MAIL, RCPT, DATA. Once the text has begun to travel, a lost connection leaves it open."""
    server.ehlo_or_helo_if_needed()
    _expect(server.mail(sender), AccountRefused)
    _expect(server.rcpt(to), Rejected)
    _expect(server.docmd("DATA"), Rejected, good=354)
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as reason:
        raise Unsure(_("The connection broke after the mail was handed over.")) from reason
    _expect(answer, Rejected)


def _expect(answer: tuple[int, bytes], otherwise: type[NotSent], *, good: int = 250) -> None:
    code, words = answer
    if code in {good, 251}:
        return
    said = _("The mail server said %(code)s: %(words)s") % {
        "code": code,
        "words": words.decode(errors="replace")[:300],
    }
    if 400 <= code < 500:
        raise Later(said)
    if otherwise is Rejected:
        raise Rejected(said, for_good=words.startswith(NO_SUCH_ADDRESS))
    raise otherwise(said)


def _words(reason: Exception) -> str:
    if isinstance(reason, smtplib.SMTPResponseException):
        error: Any = reason.smtp_error
        said = error.decode(errors="replace") if isinstance(error, bytes) else str(error)
        return f"{reason.smtp_code} {said}"
    return str(reason)[:200]
