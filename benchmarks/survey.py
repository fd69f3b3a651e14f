"""How many answers a second this machine takes, by the page and by the API.

Run `python -m benchmarks.survey [--seconds N] [--clients N] [--json]`.

Starts Heedful as `heedful up` does, on a data folder of its own, and publishes a survey of ten
questions. Clients of this process fetch the page, send a whole answer and begin again, each over
one connection that stays open; then programs bring the same answers one by one and in batches of
25, 50, 100 and 500: in a larger batch each answer costs less, and all wait longer for it. Waits
are those of one page with its answer, or of one batch. The baseline is the product's own SQL
statement with the same rows, sent over as many connections by pgbench: what the database takes
without a web server before it.

The processor's time is that of the processes that listen on the port and of their share of
PostgreSQL (all of it, background work included), read from /proc before and after each run.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from urllib.parse import urlencode

from benchmarks.bare import bare
from benchmarks.machine import machine, own_folder
from benchmarks.processor import Spent, spent_by
from benchmarks.wire import Wire

PORT = 8763
BATCHES = (25, 50, 100, 500)
ITEMS = [f"d{n}" for n in range(8)]
LIMESURVEY_PER_SECOND = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """A running Heedful and a way to answer."""

    pid: int
    address: str
    secret: str
    location: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60, help="seconds of each run")
    parser.add_argument("--clients", type=int, default=8, help="clients at once")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with heedful() as ready:
        runs: dict[str, Callable[[], object]] = {
            "page": lambda: run(asked, ready, page_client(ready), weight=1),
            "api_single": lambda: run(asked, ready, api_client(ready, 1), weight=1),
            **{
                f"api_batches_of_{size}": partial(
                    run, asked, ready, api_client(ready, size), weight=size
                )
                for size in BATCHES
            },
            "pgbench": lambda: alone(asked, ready),
        }
        result: dict[str, object] = {"machine": machine(), "queries": queries(ready)}
        result |= {name: measured() for name, measured in runs.items()}
        result["kept"] = kept()
    if asked.json:
        print(json.dumps(result))
        return
    show(result)


def show(result: dict[str, object]) -> None:
    """Print a line for each way, and what else was found."""
    print(f"{'':20} {'a second':>9} {'p50 ms':>7} {'p95 ms':>7} {'web':>6} {'database':>8} CPU ms")
    for name, told in result.items():
        match told:
            case {"responses_per_second": rate, "ms_p50": half, "ms_p95": most, **rest}:
                web, database = rest["web_cpu_ms_each"], rest["database_cpu_ms_each"]
                print(f"{name:20} {rate:9} {half:7} {most:7} {web:6} {database:8}")
            case _:
                print(name, told)


def run(
    asked: argparse.Namespace,
    ready: Ready,
    client: Callable[[], Callable[[], None]],
    *,
    weight: int,
) -> dict[str, object]:
    """Let clients answer for some seconds; return rates, waits and the processor's time."""
    times: list[float] = []
    warm = client()
    for _ in range(3):
        warm()
    before, started = spent_by(ready.pid, PORT), time.perf_counter()
    end = started + asked.seconds

    def answer_on() -> None:
        answer = client()
        while (at := time.perf_counter()) < end:
            answer()
            times.append(time.perf_counter() - at)

    threads = [Thread(target=answer_on) for _ in range(asked.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return figures(times, seconds, spent_by(ready.pid, PORT) - before, weight)


def alone(asked: argparse.Namespace, ready: Ready) -> dict[str, object]:
    """The same rows by PostgreSQL's own program."""
    before, started = spent_by(ready.pid, PORT), time.perf_counter()
    times = bare(clients=asked.clients, seconds=asked.seconds)
    seconds = time.perf_counter() - started
    return figures(times, seconds, spent_by(ready.pid, PORT) - before, weight=1)


def figures(times: list[float], seconds: float, spent: Spent, weight: int) -> dict[str, object]:
    count = len(times) * weight
    cut = quantiles(times, n=100)
    return {
        "responses": count,
        "responses_per_second": round(count / seconds, 1),
        "ms_p50": round(median(times) * 1000, 1),
        "ms_p95": round(cut[94] * 1000, 1),
        "ms_p99": round(cut[98] * 1000, 1),
        "web_cpu_ms_each": round(spent.web * 1000 / count, 2),
        "database_cpu_ms_each": round(spent.database * 1000 / count, 2),
        "limesurveys": round(count / seconds / LIMESURVEY_PER_SECOND, 1),
    }


def page_client(ready: Ready) -> Callable[[], Callable[[], None]]:
    """GET and POST of a complete answer with ten questions."""

    def connect() -> Callable[[], None]:
        wire, chance = Wire(PORT), random.Random()

        def answer() -> None:
            page = wire.ask("GET", ready.address)
            ticket = page.partition(b'name="ticket" value="')[2].partition(b'"')[0].decode()
            rated = {f"q-{code}": str(chance.randint(1, 5)) for code in ITEMS}
            likely = str(chance.randint(0, 10))
            fields = {"ticket": ticket, "q-likely": likely, **rated, "q-words": "All was well."}
            form = urlencode(fields).encode()
            kind = "application/x-www-form-urlencoded"
            wire.ask("POST", ready.address, form, {"Content-Type": kind}, status=302)

        return answer

    return connect


def api_client(ready: Ready, size: int) -> Callable[[], Callable[[], None]]:
    def connect() -> Callable[[], None]:
        wire, chance = Wire(PORT), random.Random()
        headers = {"Authorization": f"Bearer {ready.secret}", "Content-Type": "application/json"}

        def answer() -> None:
            many = [brought(ready, chance) for _ in range(size)]
            body = json.dumps({"responses": many} if size > 1 else many[0]).encode()
            told = wire.ask("POST", "/api/v1/responses", body, headers)
            assert told.count(b'"kept"') == size, told[:300]

        return answer

    return connect


def brought(ready: Ready, chance: random.Random) -> dict[str, object]:
    rated = {code: chance.randint(1, 5) for code in ITEMS}
    return {
        "id": uuid.uuid4().hex,
        "at": datetime.now(tz=UTC).isoformat(),
        "location": ready.location,
        "survey": "Visit",
        "answers": {"likely": chance.randint(0, 10), **rated, "words": "All was well."},
    }


def queries(ready: Ready) -> int:
    """Statements of one GET and POST, without BEGIN and COMMIT."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Host": "127.0.0.1"})

    def once() -> None:
        page = client.get(ready.address).content
        ticket = page.partition(b'name="ticket" value="')[2].partition(b'"')[0].decode()
        client.post(ready.address, {"ticket": ticket, "q-likely": "9"})

    once()
    with CaptureQueriesContext(connection) as told:
        once()
    return len([one for one in told.captured_queries if one["sql"] not in {"BEGIN", "COMMIT"}])


def kept() -> dict[str, int]:
    """What is in the database: an answer that was acknowledged is there once."""
    from heedful.base.tenancy.domain import within
    from heedful.base.tenancy.models import Tenant
    from heedful.listen.feedback.models import Feedback
    from heedful.listen.responses.models import Response

    with within(Tenant.objects.get(name="Bench").pk):
        return {"responses": Response.objects.count(), "feedback": Feedback.objects.count()}


@contextmanager
def heedful() -> Iterator[Ready]:
    """Heedful as it starts for everybody, with a survey of ten questions."""
    with own_folder() as folder:
        environ = {**os.environ, "HEEDFUL_HOME": str(folder), "HEEDFUL_LOG_LEVEL": "ERROR"}
        # All clients of this run come from one address of the network.
        environ["HEEDFUL_SURVEY_RATE"] = "1000000"
        told = folder / "output.txt"
        with told.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "heedful", "up", "--port", str(PORT)],
                env=environ,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(process, told)
            yield _prepare(process.pid, str(folder))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", told: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, told.read_text()
        try:
            if b"200" in Wire(PORT).ask("GET", "/readyz", raw=True)[:20]:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(told.read_text())


def _prepare(pid: int, home: str) -> Ready:
    os.environ |= {"HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.settings"}
    import django

    django.setup()
    from django.utils import timezone

    from heedful.base.accounts.domain import new_organisation
    from heedful.base.org.domain import place, rebuild_ancestry
    from heedful.base.org.models import Member, Node
    from heedful.base.tenancy.domain import within
    from heedful.base.tokens.domain import make_token
    from heedful.base.tokens.rules import Scope
    from heedful.listen.surveys.definition import Definition, Page, Question
    from heedful.listen.surveys.domain import make_link, publish_definition

    likely = Question(
        "likely",
        "recommend",
        {"en": "How likely are you to recommend us?"},
        role="outcome",
        primary=True,
        required=True,
    )
    rated = [
        Question(code, "scale", {"en": f"Item {code}"}, role="driver", unused_ok=True)
        for code in ITEMS
    ]
    words = Question("words", "text", {"en": "In your own words"}, role="open")
    asked = Definition({"en": "Your visit"}, (Page("all", (likely, *rated, words)),))
    tenant, _owner = new_organisation(name="Bench", email="bench@example.org", time_zone="UTC")
    with within(tenant.pk):
        root, owner = Node.objects.get(), Member.objects.get()
        pier = Node.objects.create(
            tenant=tenant, kind="location", name="Pier", code="pier", time_zone="UTC"
        )
        place(node=pier, parent=root)
        rebuild_ancestry(tenant_id=tenant.pk)
        version = publish_definition(
            tenant=tenant, definition=asked, questionnaire_name="Visit", version_name="1"
        )
        token = make_link(version=version, location=pier)
        _made, secret = make_token(
            member=owner,
            name="Bench",
            scopes=[Scope.RESPONSES],
            place=root,
            days=7,
            by=owner,
            now=timezone.now(),
        )
    return Ready(pid, f"/f/{token}/", secret, "pier")


if __name__ == "__main__":
    main()
