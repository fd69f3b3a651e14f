"""The bridge itself: a server that Asterisk asks, and one that Heedful asks for calls."""

import socketserver
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import structlog

from heedful.base.connectors.twilio.signature import signature
from heedful.ops.home import OperatorError, make_folder
from heedful.ops.voice.agi import HungUp, Line
from heedful.ops.voice.calls import CallsHandler, Door
from heedful.ops.voice.menu import Menu
from heedful.ops.voice.speech import CannotSpeak

SECONDS = 20
# A recording waits so long to be fetched: the worker tries for hours, not for days.
KEPT_FOR = 3 * 24 * 3600
MOST_BYTES = 200_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where Heedful is, what signs our requests, and where we listen."""

    url: str  # the address of "A call comes in"
    token: str
    sounds: Path
    agi: tuple[str, int]
    http: tuple[str, int]
    spool: Path | None = None
    dial: str = "PJSIP/{number}"

    def run(self, stop: threading.Event) -> None:
        """Answer Asterisk and Heedful until `stop` is set. Raises OperatorError."""
        make_folder(self.sounds, 0o755)
        calls = type("Calls", (CallsHandler,), {"door": self._door()})
        lines = type("Lines", (_Caller,), {"bridge": self})
        try:
            servers = [_Server(self.agi, lines), ThreadingHTTPServer(self.http, calls)]
        except OSError as reason:
            raise OperatorError(f"The bridge cannot listen: {reason}.") from reason
        threads = [threading.Thread(target=server.serve_forever) for server in servers]
        for thread in threads:
            thread.start()
        log.info("voice.listening", asterisk=self.agi, heedful=self.http)
        stop.wait()
        for server in servers:
            server.shutdown()
            server.server_close()

    def post(self, url: str, fields: Mapping[str, str]) -> bytes:
        """Tell Heedful, signed as Twilio does, and return what it says."""
        signed = signature(url, {name: [value] for name, value in fields.items()}, self.token)
        request = urllib.request.Request(  # noqa: S310 - the operator typed the address.
            url, urlencode(fields).encode(), {"X-Twilio-Signature": signed}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above.
            content: bytes = answer.read(MOST_BYTES)
            return content

    def recorded(self) -> tuple[str, str]:
        """Name a new recording and where it can be fetched; those long fetched are deleted."""
        forget_recordings(self.sounds, before=time.time() - KEPT_FOR)
        name = f"rec-{uuid.uuid4().hex}"
        host, port = self.http
        return name, f"http://{host}:{port}/2010-04-01/Accounts/bridge/Recordings/{name}.wav"

    def _door(self) -> Door:
        host, port = self.agi
        return Door(self.token, self.sounds, self.spool, self.dial, f"agi://{host}:{port}/")


def forget_recordings(folder: Path, *, before: float) -> None:
    """Delete what customers said before that moment; Heedful has fetched it."""
    for file in folder.glob("rec-*.wav"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Caller(socketserver.StreamRequestHandler):
    bridge: Bridge

    def handle(self) -> None:
        line = Line(self.rfile, self.wfile)
        try:
            url, report, call = self._call(line)
        except HungUp:
            return
        try:
            self._menu(line, call).run(url)
        except HungUp:
            log.info("voice.hung_up", call=call["CallSid"])
        except (urllib.error.URLError, OSError, CannotSpeak, SyntaxError) as reason:
            # The caller hears silence and then the line goes dead; the log says why.
            log.warning("voice.failed", call=call["CallSid"], error=str(reason)[:300])
        self._end(report, call)

    def _call(self, line: Line) -> tuple[str, str, dict[str, str]]:
        """Which call this is: one that came in, or one that Heedful asked for."""
        wished, over = line.variable("SURVEY_URL"), self.bridge.url.replace("/in/", "/over/")
        number = line.told.get("agi_callerid", "")
        dialled = line.told.get("agi_extension", "")
        call = {
            "CallSid": line.variable("SURVEY_CALL") or f"CA{line.told.get('agi_uniqueid', '')}",
            "From": line.told.get("agi_callerid", "") if wished else _plus(number),
            "To": line.variable("SURVEY_TO") if wished else dialled,
            "CallStatus": "in-progress",
        }
        return wished or self.bridge.url, line.variable("SURVEY_REPORT") or over, call

    def _menu(self, line: Line, call: Mapping[str, str]) -> Menu:
        bridge = self.bridge
        return Menu(line, bridge.post, bridge.sounds, call, bridge.recorded)

    def _end(self, report: str, call: Mapping[str, str]) -> None:
        try:
            self.bridge.post(report, {**call, "CallStatus": "completed"})
        except (urllib.error.URLError, OSError) as reason:
            log.warning("voice.end_untold", call=call["CallSid"], error=str(reason)[:300])


def _plus(number: str) -> str:
    digits = number.lstrip("+")
    international = digits.isdecimal() and len(digits) >= 8 and not digits.startswith("0")
    return f"+{digits}" if international else number
