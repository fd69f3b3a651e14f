"""Calls that Heedful asks for: a form as Twilio takes it becomes a call file of Asterisk."""

import base64
import hmac
import json
import os
import re
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qsl

NUMBER = re.compile(r"\+?\d{3,20}")
ADDRESS = re.compile(r"https?://[\x21-\x7e]{3,800}")
LARGEST = 20_000
RECORDING = re.compile(r"/2010-04-01/Accounts/[\w-]+/Recordings/(rec-[0-9a-f]{32})\.wav")
CALLS = re.compile(r"/2010-04-01/Accounts/[\w-]+/Calls\.json")


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in (the account's token), and where calls and recordings lie."""

    token: str
    sounds: Path
    spool: Path | None
    dial: str  # how a number is dialled: "PJSIP/{number}@trunk"
    agi: str  # where Asterisk asks what to do


class CallsHandler(BaseHTTPRequestHandler):
    """Takes calls to make, and gives out recordings, to whoever knows the token."""

    door: Door

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not self._is_let_in():
            return self._answer(401, {"message": "wrong token"})
        if not length.isdecimal() or int(length) > LARGEST or not CALLS.fullmatch(self.path):
            return self._answer(404, {"message": "not here"})
        fields = dict(parse_qsl(self.rfile.read(int(length)).decode(errors="replace")))
        if self.door.spool is None:
            return self._answer(503, {"message": "no spool folder: calls cannot be made"})
        key = f"CA{uuid.uuid4().hex}"
        try:
            text = call_file(fields, key=key, door=self.door)
        except ValueError as reason:
            return self._answer(400, {"message": str(reason)})
        put(text, spool=self.door.spool, name=key)
        return self._answer(201, {"sid": key, "status": "queued"})

    def do_GET(self) -> None:
        found = RECORDING.fullmatch(self.path)
        file = self.door.sounds / f"{found[1]}.wav" if found else None
        if not self._is_let_in():
            return self._answer(401, {"message": "wrong token"})
        if file is None or not file.exists():
            return self._answer(404, {"message": "not here"})
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - its own name.
        """The addresses hold what nobody should read in a log."""

    def _is_let_in(self) -> bool:
        scheme, _space, given = self.headers.get("Authorization", "").partition(" ")
        try:
            _user, _mark, token = base64.b64decode(given).partition(b":")
        except ValueError:
            return False
        return scheme == "Basic" and hmac.compare_digest(token, self.door.token.encode())

    def _answer(self, status: int, words: dict[str, str]) -> None:
        content = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def call_file(fields: dict[str, str], *, key: str, door: Door) -> str:
    """Return what Asterisk reads to make a call. Raises ValueError.

    Each line of such a file is an order, so nothing that could begin another line is let in.
    """
    number, sender = fields.get("To", ""), fields.get("From", "")
    url, report = fields.get("Url", ""), fields.get("StatusCallback", "")
    if not NUMBER.fullmatch(number) or not NUMBER.fullmatch(sender):
        raise ValueError("To and From are numbers with a plus and digits")
    if not ADDRESS.fullmatch(url) or (report and not ADDRESS.fullmatch(report)):
        raise ValueError("Url and StatusCallback are addresses")
    lines = [
        f"Channel: {door.dial.format(number=number.lstrip('+'))}",
        f"CallerID: <{sender}>",
        "MaxRetries: 0",
        "WaitTime: 45",
        "Application: AGI",
        f"Data: {door.agi}",
        f"Setvar: SURVEY_URL={url}",
        f"Setvar: SURVEY_REPORT={report}",
        f"Setvar: SURVEY_CALL={key}",
        f"Setvar: SURVEY_TO={number}",
    ]
    return "\n".join(lines) + "\n"


def put(text: str, *, spool: Path, name: str) -> None:
    """Asterisk reads a file as soon as it sees it, so it is moved there whole."""
    part = spool.parent / f".{name}.{os.getpid()}"
    part.write_text(text)
    part.replace(spool / f"{name}.call")
