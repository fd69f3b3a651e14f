"""How soon somebody is told: from a customer's answer to the mail and the webhook that came.

Run `python -m benchmarks.alerts [--seconds N] [--rate R] [--unhappy SHARE ...] [--json]`.

The product runs as `heedful up` starts it, on a durable PostgreSQL of its own. Answers come at a
steady rate, whether or not the earlier ones are through: once with one in five unhappy, once with
all of them. A rule raises an alert for the unhappy ones; the manager on duty is told by mail to a
local SMTP server, and a program by a signed webhook to a local HTTP server. Each is timed on one
clock, from before the answer is kept until its mail, or its webhook, is here. The baseline in the
same run hands the same mail to the same server, and the same body to the same address, with nothing
in between.
"""

import argparse
import json
import os
import signal
import smtplib
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine, own_folder
from benchmarks.sinks import free_port, listening

PLACES = 20
BAR = 2.0
# Starting takes long on a busy machine.
PATIENCE = 300.0

Times = dict[str, float]
# How a customer answers: the feedback's id, the number of the place, the score.
Say = Callable[[uuid.UUID, int, int], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=float, default=50.0, help="answers a second")
    parser.add_argument(
        "--unhappy", type=float, nargs="+", default=[0.2, 1.0], help="shares that raise an alert"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder, sinks() as (mail, hook), product(folder / "home", mail.port):
        say = organisation(hook.port)
        runs = [measure(say, asked, one, mail, hook) for one in asked.unhappy]
        result = {"machine": machine(), "runs": runs, "baseline": baseline(mail, hook)}
    print(json.dumps(result) if asked.json else json.dumps(result, indent=2))


class Mail:
    """Notes when each mail came, by the mark in its words."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: Times = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        text = envelope.content.decode(errors="replace")
        if "mark-" in text:
            self.came.setdefault(text.split("mark-")[1][:32], time.monotonic())
        return "250 taken"


class Hook:
    """Notes when each webhook came, by the feedback that it names."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: Times = {}

    def take(self, _headers: Message, body: bytes) -> None:
        feedback = uuid.UUID(json.loads(body)["data"]["feedback"]).hex
        self.came.setdefault(feedback, time.monotonic())


@contextmanager
def sinks() -> Iterator[tuple[Mail, Hook]]:
    mail, hook = Mail(), Hook()
    with listening(mail, mail.port, hook.take, hook.port):
        yield mail, hook


@contextmanager
def product(home: Path, mail_port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The product's own processes, as `heedful up` starts them."""
    os.environ |= {
        "HEEDFUL_HOME": str(home),
        "HEEDFUL_PORT": str(free_port()),
        "HEEDFUL_LIVE_PORT": str(free_port()),
        "HEEDFUL_MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "HEEDFUL_ALLOW_PRIVATE_ADDRESSES": "1",
        "HEEDFUL_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "heedful.settings",
    }
    log = (home.parent / "up.log").open("wb")
    up = subprocess.Popen([sys.executable, "-m", "heedful", "up"], stdout=log, stderr=log)
    try:
        ready = f"http://127.0.0.1:{os.environ['HEEDFUL_PORT']}/readyz"
        deadline = time.monotonic() + PATIENCE
        while not answers(ready):
            assert time.monotonic() < deadline, (home.parent / "up.log").read_text()
            time.sleep(0.3)
        yield up
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(PATIENCE)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)
    except OSError:
        return False


def measure(
    say: Say, asked: argparse.Namespace, unhappy: float, mail: Mail, hook: Hook
) -> dict[str, Any]:
    rate, seconds = asked.rate, asked.seconds
    kept: Times = {}
    rng = np.random.default_rng(5)
    late = 0.0
    began = time.monotonic()
    for n in range(int(rate * seconds)):
        due = began + n / rate
        late = max(late, time.monotonic() - due)
        time.sleep(max(due - time.monotonic(), 0))
        is_low = rng.random() < unhappy
        key, at = uuid.uuid4(), time.monotonic()
        say(key, n % PLACES, 3 if is_low else 9)
        if is_low:
            kept[key.hex] = at
    lasted = time.monotonic() - began
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not (kept.keys() <= mail.came.keys() & hook.came.keys()):
        time.sleep(0.1)
    return {
        "unhappy": unhappy,
        "answers_a_second": round(rate * seconds / lasted, 1),
        "answers_late_by_at_most_s": round(late, 3),
        "alerts": len(kept),
        "mail": spread(kept, mail.came),
        "webhook": spread(kept, hook.came),
        "asked_p99_s": BAR,
    }


def organisation(hook_port: int) -> Say:
    """An organisation with managers, a rule and a webhook; returns how a customer answers."""
    import django

    django.setup()
    from datetime import UTC, datetime

    from heedful.act.alerts.domain import save_rule
    from heedful.act.alerts.models import RuleKind, State
    from heedful.act.alerts.rules import Score
    from heedful.base.accounts.domain import new_organisation
    from heedful.base.accounts.models import User
    from heedful.base.notify.hooks import make_webhook
    from heedful.base.org.domain import add_node
    from heedful.base.org.models import Member, NodeKind
    from heedful.base.tenancy.domain import within
    from heedful.listen.responses.domain import Submission, submit
    from heedful.listen.surveys.domain import ensure_version
    from heedful.listen.surveys.rules import ItemSpec

    now = datetime.now(UTC)
    tenant, owner = new_organisation(name="Bench", email="owner@example.org", time_zone="UTC")
    with within(tenant.pk):
        owner = Member.objects.select_related("scope", "user").get(tenant=tenant)
        places = [
            add_node(
                parent=owner.scope,
                kind=NodeKind.LOCATION,
                values={"code": f"p{n}", "name": f"Place {n}", "time_zone": "UTC"},
            )
            for n in range(PLACES)
        ]
        for place in places:
            user = User.objects.create_user(f"{place.code}@example.org", name=place.name)
            Member.objects.create(
                tenant=tenant, user=user, role="location_manager", scope=place, stamp=uuid.uuid4()
            )
        specs = [
            ItemSpec("recommend", "Recommend", "outcome", 0, 10, "recommend", primary=True),
            *(ItemSpec(f"q{n}", f"Question {n}", "driver", 1, 5) for n in range(9)),
        ]
        version = ensure_version(tenant=tenant, questionnaire="Guests", version="1", items=specs)
        low = Score("recommend", "at_most", 6)
        save_rule(
            by=owner, place=owner.scope, name="Unhappy", kind=RuleKind.HEARD, condition=low,
            state=State.ON, now=now,
        )  # fmt: skip
        url = f"http://127.0.0.1:{hook_port}/"
        make_webhook(by=owner, name="Till", url=url, kinds=[], now=now)

    def say(key: uuid.UUID, place: int, score: int) -> None:
        submission = Submission(
            id=key,
            at=datetime.now(UTC),
            channel="qr",
            language="en",
            scores=[score, *[3] * 9],
            comment=f"mark-{key.hex}",
            answers={},
        )
        submit(tenant=tenant, version=version, location=places[place], submission=submission)

    return say


def spread(kept: Times, came: Times) -> dict[str, float | int]:
    """Seconds from the answer to its arrival; those that never came are counted apart."""
    took = np.array([came[key] - at for key, at in kept.items() if key in came])
    missing = len(kept) - took.size
    if not took.size:
        return {"came": 0, "missing": missing}
    p50, p95, p99 = np.quantile(took, [0.5, 0.95, 0.99])
    return {
        "came": int(took.size),
        "missing": missing,
        "p50_s": round(float(p50), 3),
        "p95_s": round(float(p95), 3),
        "p99_s": round(float(p99), 3),
        "longest_s": round(float(took.max()), 3),
    }


def baseline(mail: Mail, hook: Hook, n: int = 100) -> dict[str, Any]:
    """The same mail and the same body handed over one by one, with nothing in between."""
    took: dict[str, list[float]] = {"mail": [], "webhook": []}
    for _ in range(n):
        key = uuid.uuid4()
        at = time.monotonic()
        with smtplib.SMTP("127.0.0.1", mail.port) as server:
            text = f"Subject: 3 of 10\r\n\r\nmark-{key.hex}"
            server.sendmail("a@example.org", ["b@example.org"], text)
        took["mail"].append(time.monotonic() - at)
        at = time.monotonic()
        body = json.dumps({"type": "alert.raised", "data": {"feedback": str(key)}}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{hook.port}/", data=body)
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own address
            answer.read()
        took["webhook"].append(time.monotonic() - at)
    return {
        name: {f"p{q}_s": round(float(np.quantile(times, q / 100)), 4) for q in (50, 99)}
        for name, times in took.items()
    }


if __name__ == "__main__":
    main()
