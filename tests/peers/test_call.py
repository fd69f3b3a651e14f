"""Real calls: sipp calls Asterisk over SIP and presses keys over RTP; the bridge asks Heedful."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack

import pytest
from django.conf import settings as all_settings
from django.utils import timezone

from heedful.base.connectors.sending.domain import queue
from heedful.base.tenancy.domain import within
from heedful.flows.channels import fetch_recording
from heedful.listen.conversations.entering import open_entry
from heedful.listen.conversations.models import By, Recording
from heedful.listen.conversations.rules import kind_of_sound
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.domain import make_link
from heedful.web.channels.page import addresses_of
from tests.peers.keypad import press
from tests.peers.starting import answers, fill, is_missing, needs, running, until
from tests.ports import free_ports
from tools.peers import ASTERISK, asterisk_command

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, available_apps=all_settings.INSTALLED_APPS),
]
# Milliseconds to wait, and the key to press then; a key ends what is being said.
INBOUND = [(4000, "4"), (700, "#"), (3000, "2"), (3000, "2"), (9000, "speak"), (3500, "#")]
OUTBOUND = [(4000, "9"), (700, "#"), (3000, "5"), (3000, "1")]
TOKEN = "the-token-of-the-bridge"


@pytest.fixture
def ports():
    return dict(zip(("agi", "http", "sip", "uas"), free_ports(4), strict=True))


@pytest.fixture
def line(served, account, ports):
    options = {"url": f"http://127.0.0.1:{ports['http']}", "sid": "bridge", "sender": "+4930123"}
    return account("twilio", ["call"], options, {"token": TOKEN})


@pytest.fixture
def telephone(folder, ports, line):
    """Asterisk and the bridge, running."""
    needs("sipp", "espeak-ng", "sox")
    if not ASTERISK.is_dir():
        is_missing("asterisk")
    for part in ("var/sounds/en", "spool/outgoing", "run", "log", "said"):
        (folder / part).mkdir(parents=True)
    beep = ["sox", "-n", "-r", "8000", "-c", "1", "-b", "16", folder / "var/sounds/en/beep.wav"]
    subprocess.run([*beep, "synth", "0.2", "sine", "880"], check=True)
    # It does not start without the description of its own settings.
    shutil.copytree(ASTERISK / "usr/share/asterisk/documentation", folder / "var/documentation")
    for name in ("asterisk", "extensions", "modules", "rtp", "sip"):
        fill(
            f"asterisk/{name}.conf", folder / f"{name}.conf", folder=folder, root=ASTERISK, **ports
        )
    log = folder / "asterisk.log"
    with ExitStack() as stack:
        argv, environ = asterisk_command(folder / "asterisk.conf")
        stack.enter_context(running(argv, log=log, env=os.environ | environ))
        until((folder / "run/asterisk.ctl").exists, log=log)
        stack.enter_context(bridge(folder, ports, line))
        for name in ("agi", "http"):
            until(answers(ports[name]), log=folder / "bridge.log")
        yield folder


def bridge(folder, ports, line):
    url = next(one.url for one in addresses_of(line) if one.name == "A CALL COMES IN")
    argv = [
        sys.executable, "-m", "heedful", "voice-bridge", "--url", url,
        "--asterisk", f"127.0.0.1:{ports['agi']}", "--listen", f"127.0.0.1:{ports['http']}",
        "--sounds", folder / "said", "--spool", folder / "spool/outgoing",
        "--dial", f"SIP/{{number}}@127.0.0.1:{ports['uas']}",
    ]  # fmt: skip
    return running(argv, log=folder / "bridge.log", env=os.environ | {"HEEDFUL_VOICE_TOKEN": TOKEN})


def words(folder):
    return "".join((folder / name).read_text()[-3000:] for name in ("asterisk.log", "bridge.log"))


def kept(house):
    with within(house[0].pk):
        rows = Feedback.objects.filter(superseded_at=None)
        return [(row.channel, row.scores, row.partial) for row in rows]


def test_a_customer_calls_and_answers_by_keys_and_words(house, survey, ports, line, telephone):
    with within(house[0].pk):
        open_entry(version=survey, location=house[1], channel=By.PHONE, word="", now=timezone.now())
    keys = press(INBOUND, folder=telephone)
    fill("asterisk/calls.xml", telephone / "calls.xml", keys=keys)
    call = subprocess.run(
        [
            "sipp", "-sf", telephone / "calls.xml", "-m", "1", "-s", "4930123",
            "-i", "127.0.0.1", "-mp", "22000", "-timeout", "90", f"127.0.0.1:{ports['sip']}",
        ],
        capture_output=True, cwd=telephone, timeout=120, check=False,
    )  # fmt: skip
    assert call.returncode == 0, call.stdout.decode()[-2000:] + words(telephone)

    until(lambda: kept(house), seconds=20)
    assert kept(house) == [("phone", [4, 2], False)], words(telephone)
    with within(house[0].pk):
        recording = Recording.objects.get()
    fetch_recording(str(house[0].pk), str(recording.pk))
    with within(house[0].pk):
        recording.refresh_from_db()
    assert (recording.asked, kind_of_sound(bytes(recording.content))) == (
        "What happened?", "audio/wav",
    )  # fmt: skip


def test_we_call_a_customer(house, survey, ports, line, telephone, work):
    with within(house[0].pk):
        token = make_link(version=survey, location=house[1], channel="call", once=True)
        wish = queue(
            tenant_id=house[0].pk, channel="call", to="+4915112345678", text=token, about="x",
            key="x", now=timezone.now(),
        )  # fmt: skip
    keys = press(OUTBOUND, folder=telephone)
    fill("asterisk/picks_up.xml", telephone / "picks_up.xml", keys=keys)
    argv = [
        "sipp", "-sf", telephone / "picks_up.xml", "-m", "1", "-i", "127.0.0.1",
        "-p", str(ports["uas"]), "-mp", "22100", "-timeout", "90",
    ]  # fmt: skip
    with running(argv, log=telephone / "sipp.log"):
        work()
        until(lambda: kept(house), seconds=60)
    assert kept(house) == [("phone", [9, 5], False)], words(telephone)

    def told():
        with within(house[0].pk):
            wish.refresh_from_db()
        return wish.state == "delivered"

    until(told, seconds=20)
