"""A telephone network: it takes our text messages, and brings what customers write and key."""

import itertools
import json
import threading
import time
import urllib.parse
import urllib.request
import wave
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from twilio.request_validator import RequestValidator

OUR_NUMBER, TOKEN = "+442079460100", "the token of the account"
PATIENCE = 60


class Network(ThreadingHTTPServer):
    """Speaks as Twilio does. `message_at` and `call_at` are what it was told to call."""

    daemon_threads = True
    message_at = call_at = ""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Taking)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.texts, self.numbers = [], itertools.count(1)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def tell(self, address, **fields):
        """Call an address of Heedful's with a signed form."""
        signature = RequestValidator(TOKEN).compute_signature(address, fields)
        request = urllib.request.Request(
            address,
            urllib.parse.urlencode(fields).encode(),
            {"X-Twilio-Signature": signature},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()

    def write(self, number, text):
        """A customer writes; return what they are answered."""
        before = len(self.texts)
        key = f"SM{next(self.numbers)}"
        self.tell(self.message_at, MessageSid=key, From=number, To=OUR_NUMBER, Body=text)
        return self.next_text(number, after=before)

    def next_text(self, number, *, after):
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            for to, text in self.texts[after:]:
                if to == number:
                    return text
            time.sleep(0.05)
        pytest.fail(f"no text message to {number}: {self.texts[after:]}")

    def calls(self, number, keys):
        """A customer calls, presses these keys, and speaks where words are asked for."""
        fields = {"CallSid": f"CA{next(self.numbers)}", "From": number, "To": OUR_NUMBER}
        verbs = fromstring(self.tell(self.call_at, **fields))
        presses = iter(keys)
        while (
            waits := next((one for one in verbs if one.tag in {"Gather", "Record"}), None)
        ) is not None:
            more = {"Digits": next(presses)} if waits.tag == "Gather" else self._spoken()
            verbs = fromstring(self.tell(waits.get("action"), **fields, **more))
        return [said.text for said in verbs.iter("Say")]

    def _spoken(self):
        return {"RecordingUrl": f"{self.url}/said.wav", "RecordingDuration": "4"}


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        fields = dict(urllib.parse.parse_qsl(sent))
        self.server.texts.append((fields["To"], fields["Body"]))
        self._say(json.dumps({"sid": f"SM{next(self.server.numbers)}"}).encode(), 201)

    def do_GET(self):
        self._say(_noise(), 200)

    def _say(self, content, status):
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """Say nothing."""


def _noise():
    kept = BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8000, 8000, "NONE", ""))
        sound.writeframes(bytes(16_000))
    return kept.getvalue()


@contextmanager
def network():
    started = Network()
    try:
        yield started
    finally:
        started.shutdown()
        started.server_close()
