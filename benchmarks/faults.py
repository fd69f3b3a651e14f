"""Is anything lost, or told twice, when processes are killed under load?

Run `python -m benchmarks.faults [--seconds N] [--every S] [--seed K] [--json]`.

The product runs as `heedful up` starts it, on a PostgreSQL of its own. Customers answer by the page
and a program by the API; each repeats what it sent, under the same id, until it is told that it was
kept, as browsers and programs do. A rule raises an alert for unhappy ones; managers are told by
mail to a local SMTP server, a program by a webhook. Meanwhile web, live, dispatcher, worker or
PostgreSQL, drawn by chance, is killed with SIGKILL. Afterwards everything is counted: answers that
were acknowledged and are not stored once, alerts that are missing or doubled, messages that came
twice or say that they were sent and did not come, and cells that differ from their rows.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from benchmarks.alerts import PATIENCE, product
from benchmarks.fault_findings import findings
from benchmarks.machine import machine, own_folder
from benchmarks.sinks import free_port, listening

# As the names of processes begin.
VICTIMS = ("heedful-web", "heedful-live", "heedful-dispatc", "heedful-worker", "postgres")
PLACES, CLIENTS, UNHAPPY = 5, 3, 0.2
ACKNOWLEDGED = {"kept", "known"}
TICKET = re.compile(rb'name="ticket" value="([^"]+)"')


@dataclass
class Sinks:
    """What arrived, and how often: mails by Message-ID, webhooks by their id."""

    mail_port: int
    hook_port: int
    mails: Counter[str] = field(default_factory=Counter)
    hooks: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        found = re.search(rb"^message-id:\s*(\S+)", envelope.content, re.IGNORECASE | re.MULTILINE)
        self.mails[found[1].decode() if found else "none"] += 1
        return "250 taken"

    def take_hook(self, headers: Message, _body: bytes) -> None:
        self.hooks[headers["webhook-id"]] += 1


@dataclass
class Load:
    """What was acknowledged: the feedback's id, and whether the customer was unhappy."""

    port: int
    addresses: list[str]
    secret: str
    kept: dict[str, bool] = field(default_factory=dict)
    tries: int = 0
    over: Event = field(default_factory=Event)


# Answers once, unhappily or not, and returns the feedback's id.
Answer = Callable[[Load, bool, random.Random], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    told = run(seconds=asked.seconds, every=asked.every, seed=asked.seed)
    print(json.dumps(told) if asked.json else json.dumps(told, indent=2))


def run(*, seconds: float, every: float, seed: int) -> dict[str, Any]:
    """Kill and count; `wrong` is empty when nothing was lost or told twice."""
    with (
        own_folder() as folder,
        sinks() as came,
        product(folder / "home", came.mail_port) as up,
    ):
        import django

        django.setup()
        load = organisation(came.hook_port)
        clients = [
            Thread(target=client, args=(load, by, random.Random(seed + n)))
            for n, by in enumerate([by_page] * CLIENTS + [by_program])
        ]
        for one in clients:
            one.start()
        killed = kill(up.pid, seconds=seconds, every=every, chance=random.Random(seed))
        load.over.set()
        for one in clients:
            one.join(PATIENCE)
        told = findings(load.kept, came.mails, came.hooks)
    return {
        "machine": machine(),
        "seconds": seconds,
        "killed": dict(killed),
        "acknowledged": len(load.kept),
        "tries": load.tries,
        **told,
    }


def kill(up: int, *, seconds: float, every: float, chance: random.Random) -> Counter[str]:
    """Kill one after the other; each comes once before any comes again."""
    killed: Counter[str] = Counter()
    end = time.monotonic() + seconds
    drawn: list[str] = []
    while time.monotonic() + every < end:
        drawn = drawn or chance.sample(VICTIMS, len(VICTIMS))
        time.sleep(every * chance.uniform(0.5, 1.5))
        name = drawn.pop()
        pids = [pid for pid, comm in children(up) if comm == name]
        killed[name] += len(pids)  # None: it is on its way back from the last time.
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    return killed


def children(parent: int) -> Iterator[tuple[int, str]]:
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:
            continue  # It has ended meanwhile.
        told = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        if told["PPid"] == str(parent):
            yield int(status.parent.name), told["Name"]


def client(
    load: Load, answer: Callable[[Load, bool, random.Random], str], chance: random.Random
) -> None:
    while not load.over.is_set():
        is_low = chance.random() < UNHAPPY
        key = answer(load, is_low, chance)
        if key:
            load.kept[key] = is_low
        time.sleep(chance.uniform(0.05, 0.2))


def by_page(load: Load, is_low: bool, chance: random.Random) -> str:  # noqa: FBT001 - one of two ways
    address = chance.choice(load.addresses)
    page = until(load, lambda: asked(load, "GET", address))
    found = TICKET.search(page)
    if found is None:
        return ""
    ticket = found[1].decode()
    fields = {"ticket": ticket, "q-likely": "3" if is_low else "9", "q-words": "All was said."}
    sent = urlencode(fields).encode()
    until(load, lambda: asked(load, "POST", address, sent, status=302) or b"kept")
    return uuid.UUID(ticket.split(":")[0]).hex


def by_program(load: Load, is_low: bool, chance: random.Random) -> str:  # noqa: FBT001 - as above
    one = {
        "id": uuid.UUID(int=chance.getrandbits(128)).hex,
        "at": datetime.now(UTC).isoformat(),
        "location": f"p{chance.randrange(PLACES)}",
        "survey": "Visit",
        "answers": {"likely": 3 if is_low else 9, "words": "All was said."},
    }
    told = until(load, lambda: asked(load, "POST", "/api/v1/responses", json.dumps(one).encode()))
    result = json.loads(told)["results"][0]
    assert result["state"] in ACKNOWLEDGED, result
    return uuid.UUID(result["feedback"]).hex


def until(load: Load, ask: Callable[[], bytes]) -> bytes:
    """Ask again until there is an answer, as a browser or a program that was cut off does."""
    end = time.monotonic() + PATIENCE
    while True:
        load.tries += 1
        try:
            return ask()
        except (OSError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def asked(load: Load, method: str, path: str, body: bytes = b"", *, status: int = 200) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=20)
    is_program = path.startswith("/api/")
    kind = "application/json" if is_program else "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind} | (
        {"Authorization": f"Bearer {load.secret}"} if is_program else {}
    )
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        told = answer.read()
    finally:
        connection.close()
    if answer.status != status:
        raise OSError(answer.status)
    return told


@contextmanager
def sinks() -> Iterator[Sinks]:
    came = Sinks(free_port(), free_port())
    with listening(came, came.mail_port, came.take_hook, came.hook_port):
        yield came


def organisation(hook_port: int) -> Load:
    """Locations with managers, a survey, a rule and a webhook."""
    from heedful.act.alerts.domain import save_rule
    from heedful.act.alerts.models import RuleKind, State
    from heedful.act.alerts.rules import Score
    from heedful.base.accounts.domain import new_organisation
    from heedful.base.accounts.models import User
    from heedful.base.notify.hooks import make_webhook
    from heedful.base.org.domain import add_node
    from heedful.base.org.models import Member, NodeKind
    from heedful.base.tenancy.domain import within
    from heedful.base.tokens.domain import make_token
    from heedful.base.tokens.rules import Scope
    from heedful.listen.surveys.definition import Definition, Page, Question
    from heedful.listen.surveys.domain import make_link, publish_definition

    now = datetime.now(UTC)
    likely = Question(
        "likely", "recommend", {"en": "Would you recommend us?"}, role="outcome", primary=True,
        required=True,
    )  # fmt: skip
    words = Question("words", "text", {"en": "In your own words"}, role="open")
    definition = Definition({"en": "Your visit"}, (Page("all", (likely, words)),))
    tenant, _user = new_organisation(name="Bench", email="owner@example.org", time_zone="UTC")
    with within(tenant.pk):
        owner = Member.objects.select_related("scope", "user").get(tenant=tenant)
        version = publish_definition(
            tenant=tenant, definition=definition, questionnaire_name="Visit", version_name="1"
        )
        addresses = []
        for n in range(PLACES):
            values = {"code": f"p{n}", "name": f"Place {n}", "time_zone": "UTC"}
            place = add_node(parent=owner.scope, kind=NodeKind.LOCATION, values=values)
            user = User.objects.create_user(f"p{n}@example.org", name=place.name)
            Member.objects.create(
                tenant=tenant, user=user, role="location_manager", scope=place, stamp=uuid.uuid4()
            )
            addresses.append(f"/f/{make_link(version=version, location=place)}/")
        save_rule(
            by=owner, place=owner.scope, name="Unhappy", kind=RuleKind.HEARD,
            condition=Score("likely", "at_most", 6), state=State.ON, now=now,
        )  # fmt: skip
        url = f"http://127.0.0.1:{hook_port}/"
        make_webhook(by=owner, name="Till", url=url, kinds=[], now=now)
        _made, secret = make_token(
            member=owner, name="Bench", scopes=[Scope.RESPONSES], place=owner.scope, days=7,
            by=owner, now=now,
        )  # fmt: skip
    return Load(int(os.environ["HEEDFUL_PORT"]), addresses, secret)


if __name__ == "__main__":
    main()
