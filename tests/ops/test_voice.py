"""The bridge to a telephone server: what a line hears and tells, and calls that may be made."""

import base64
import io
import json
import os
import struct
import threading
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer
from xml.sax.saxutils import escape

import pytest

from heedful.ops.voice import speech
from heedful.ops.voice.agi import HungUp, Line
from heedful.ops.voice.bridge import forget_recordings
from heedful.ops.voice.calls import CallsHandler, Door, call_file
from heedful.ops.voice.menu import Menu


class Asterisk:
    """The other end of a line: keys are pressed when they are waited for."""

    def __init__(self, keys, *, hangs_up_after=None):
        told = "agi_uniqueid: 17\nagi_callerid: 4930123\nagi_extension: 600\n\n"
        self.reading, self.writing = io.BytesIO(told.encode()), self
        self.keys, self.commands, self.left = list(keys), [], hangs_up_after
        self.line = Line(self.reading, self)

    def write(self, command):
        words = command.decode().strip()
        self.commands.append(words)
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.reading = self.line._reading = io.BytesIO(b"HANGUP\n")
                return
        result = 0
        if words.startswith("WAIT FOR DIGIT") and self.keys:
            pressed = self.keys.pop(0)
            result = ord(pressed) if pressed else 0
        self.line._reading = io.BytesIO(f"200 result={result} (endpos)\n".encode())

    def flush(self):
        pass


def twiml(body):
    return f"<Response>{body}</Response>".encode()


@pytest.fixture
def sounds(tmp_path, monkeypatch):
    """Words are written down in place of being spoken."""
    said = []

    def write(text, voice, target):
        said.append((voice, text))
        target.write_bytes(b"RIFF")

    monkeypatch.setattr(speech, "_speak", write)
    return tmp_path, said


def run(asterisk, sounds, pages):
    asked = []

    def post(url, fields):
        asked.append((url, dict(fields)))
        return pages[url]

    menu = Menu(
        asterisk.line, post, sounds[0], {"CallSid": "CA1"}, lambda: ("rec-1", "http://b/rec-1.wav")
    )
    menu.run("http://h/in/")
    return asked


def gather(most, action, finish=""):
    return twiml(
        f'<Gather numDigits="{most}" finishOnKey="{finish}" timeout="7" action="{action}">'
        f'<Say language="de-DE">{escape("Drücken & warten")}</Say></Gather>'
    )


def test_keys_lead_on(sounds):
    pages = {
        "http://h/in/": gather(1, "/one/"),
        "http://h/one/": gather(2, "http://h/two/", "#"),
        "http://h/two/": twiml("<Say>Bye</Say><Hangup/>"),
    }
    asterisk = Asterisk(["4", "1", "0"])

    asked = run(asterisk, sounds, pages)

    assert [fields.get("Digits") for _url, fields in asked] == [None, "4", "10"]
    assert sounds[1] == [("de-de", "Drücken & warten"), ("en", "Bye")]
    assert asterisk.commands[-1] == "HANGUP"
    assert all(fields["CallSid"] == "CA1" for _url, fields in asked)


@pytest.mark.parametrize(
    ("keys", "most", "finish", "digits"),
    [
        (["9", "#"], 2, "#", "9"), (["9", ""], 2, "#", "9"), ([], 2, "#", ""),
        (["#"], 1, "", "#"), (["*"], 1, "", "*"), (["1", "3", "#"], 20, "#", "13"),
    ],
)  # fmt: skip
def test_the_hash_key_or_a_pause_ends_a_number(sounds, keys, most, finish, digits):
    pages = {"http://h/in/": gather(most, "/end/", finish), "http://h/end/": twiml("<Hangup/>")}
    asked = run(Asterisk(keys), sounds, pages)
    assert asked[-1][1]["Digits"] == digits


def test_words_are_recorded_and_silence_leads_on_without(sounds):
    pages = {
        "http://h/in/": twiml('<Record maxLength="90" timeout="4" action="/said/"/>'),
        "http://h/said/": twiml("<Hangup/>"),
    }
    assert run(Asterisk([]), sounds, pages)[-1][1] == {"CallSid": "CA1"}

    (sounds[0] / "rec-1.wav").write_bytes(b"\0" * (44 + 48_000))
    asked = run(Asterisk([]), sounds, pages)
    assert (asked[-1][1]["RecordingUrl"], asked[-1][1]["RecordingDuration"]) == (
        "http://b/rec-1.wav", "3",
    )  # fmt: skip


def test_a_circle_of_redirects_ends(sounds):
    pages = {"http://h/in/": twiml("<Redirect>http://h/in/</Redirect>")}
    assert len(run(Asterisk([]), sounds, pages)) == 200


def test_who_hangs_up_is_gone(sounds):
    pages = {"http://h/in/": gather(1, "/one/")}
    with pytest.raises(HungUp):
        run(Asterisk([], hangs_up_after=1), sounds, pages)


def test_the_same_words_are_spoken_once(sounds):
    for _each in range(3):
        speech.sound_of("Hello", "en-GB", folder=sounds[0])
    assert sounds[1] == [("en-gb", "Hello")]


CALL = {"To": "+4915112345678", "From": "+4930123", "Url": "http://h/out/", "StatusCallback": ""}


SECRET = "secret"


def door(tmp_path):
    (tmp_path / "spool").mkdir(exist_ok=True)
    return Door(SECRET, tmp_path, tmp_path / "spool", "SIP/{number}@trunk", "agi://127.0.0.1:4573/")


def test_a_call_file_says_whom_to_call_and_what_for(tmp_path):
    assert call_file(CALL, key="CA1", door=door(tmp_path)).splitlines() == [
        "Channel: SIP/4915112345678@trunk", "CallerID: <+4930123>", "MaxRetries: 0",
        "WaitTime: 45", "Application: AGI", "Data: agi://127.0.0.1:4573/",
        "Setvar: SURVEY_URL=http://h/out/", "Setvar: SURVEY_REPORT=",
        "Setvar: SURVEY_CALL=CA1", "Setvar: SURVEY_TO=+4915112345678",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"To": "+49151\nApplication: System"}, {"To": "SIP/evil"}, {"To": ""},
        {"From": "1\nSetvar: X=1"}, {"Url": "http://h/\nData: x"}, {"Url": "file:///etc"},
        {"StatusCallback": "http://h/ x"},
    ],
)  # fmt: skip
def test_nothing_that_could_be_another_order_is_let_in(tmp_path, change):
    with pytest.raises(ValueError):
        call_file(CALL | change, key="CA1", door=door(tmp_path))


@pytest.fixture
def calls(tmp_path):
    handler = type("Calls", (CallsHandler,), {"door": door(tmp_path)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/2010-04-01/Accounts/b", tmp_path
    server.shutdown()
    thread.join()
    server.server_close()


def ask(url, *, token=SECRET, data=None):
    header = {"Authorization": "Basic " + base64.b64encode(f"b:{token}".encode()).decode()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, header)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def test_calls_are_made_for_whoever_knows_the_token(calls):
    url, folder = calls
    form = b"To=%2B4915112345678&From=%2B4930123&Url=http%3A%2F%2Fh%2Fout%2F"
    status, answer = ask(f"{url}/Calls.json", data=form)
    (file,) = (folder / "spool").iterdir()
    assert (status, file.name) == (201, f"{json.loads(answer)['sid']}.call")
    assert ask(f"{url}/Calls.json", data=form, token="wrong")[0] == 401
    assert ask(f"{url}/Calls.json", data=b"To=evil")[0] == 400
    assert ask(f"{url}/Other.json", data=form)[0] == 404
    assert len(list((folder / "spool").iterdir())) == 1


def test_recordings_are_given_to_whoever_knows_the_token(calls):
    url, folder = calls
    name = f"rec-{'0' * 32}"
    (folder / f"{name}.wav").write_bytes(struct.pack("4s", b"RIFF"))
    (folder / "other.wav").write_bytes(b"x")
    assert ask(f"{url}/Recordings/{name}.wav") == (200, b"RIFF")
    assert ask(f"{url}/Recordings/{name}.wav", token="")[0] == 401
    assert ask(f"{url}/Recordings/other.wav")[0] == 404
    assert ask(f"{url}/Recordings/../{name}.wav")[0] == 404


def test_what_customers_said_is_not_kept_by_the_bridge_for_long(tmp_path):
    for name in ("rec-old.wav", "rec-new.wav", "words.wav"):
        (tmp_path / name).write_bytes(b"RIFF")
        os.utime(tmp_path / name, (1000, 1000 if name != "rec-new.wav" else 3000))
    forget_recordings(tmp_path, before=2000)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["rec-new.wav", "words.wav"]
