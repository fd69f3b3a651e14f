"""How long a night's studies take, one by one, beside reading the rows once.

Run `python -m benchmarks.studies [--responses N] [--json]`.

Invents the chain of the demo (60,000 answers unless told otherwise), brings it in with its roster
and visits, and makes every study as the nightly job does, from rows that are read once. Seconds
are those of this process and of the database; the machine is told, as figures depend on it.
"""

import argparse
import json
import time
import tracemalloc
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told

PRESET, SEED = "restaurant-120", 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--responses", type=int, help="answers of all places together")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder, own_database(folder / "home"):
        import django

        django.setup()
        found = measure(folder, responses=asked.responses)
    result = {"machine": machine(), **found}
    print(json.dumps(result) if asked.json else told(result))


def measure(folder: Path, *, responses: int | None) -> dict[str, dict[str, object]]:
    from heedful.base.tenancy.domain import within
    from heedful.flows.studies import STUDIES, WEIGHING, tell_planner
    from heedful.listen.feedback.rows import read_once
    from heedful.understand.drivers.domain import compute

    tenant, asked = bring_in_everything(folder, responses=responses)
    tell_planner("listen_feedback", "base_node")
    seconds: dict[str, float] = {}
    with within(tenant):
        reading = read_all(asked)
        for study in WEIGHING:
            with timed(seconds, study.__module__):
                study(**asked)
    tell_planner("listen_row_factor")
    with within(tenant), read_once():
        for study in (compute, *STUDIES):
            with timed(seconds, study.__module__):
                study(**asked)
    once = float(str(reading["seconds"]))
    total = sum(seconds.values())
    return {
        "reading rows once": reading,
        "studies": {
            name.removeprefix("heedful.understand."): f"{took:.2f} s, {took / once:.1f} readings"
            for name, took in seconds.items()
        },
        "all": {"seconds": round(total, 2), "times_reading": round(total / once, 1)},
    }


def bring_in_everything(
    folder: Path, *, responses: int | None
) -> tuple[uuid.UUID, dict[str, object]]:
    """Return the organisation, and what every study is called with."""
    from django.core.management import call_command
    from rich.console import Console

    from cxsim import generate, load_preset, write_observable
    from heedful.base.accounts.domain import new_organisation
    from heedful.base.org.files.locations import import_locations
    from heedful.base.org.files.roster import import_roster
    from heedful.base.tenancy.domain import within
    from heedful.flows.imports import bring_in, dispatch_all
    from heedful.flows.traffic import bring_traffic
    from heedful.listen.imports.mapping import load_mapping

    call_command("migrate", verbosity=0)
    now, quiet, config = datetime.now(tz=UTC), Console(quiet=True), load_preset(PRESET)
    if responses is not None:
        config = replace(config, responses=responses)
    write_observable(generate(config, SEED, last_day=now.date()).observable, folder)
    tenant, _ = new_organisation(name="Benchmark", email="bench@example.org", time_zone="UTC")
    with within(tenant.pk):
        import_locations(
            tenant=tenant, data=(folder / "locations.csv").read_bytes(), since=now.date()
        )
    mapping = load_mapping(folder / "mapping.toml")
    bring_in(tenant=tenant, file=folder / "feedback.parquet", mapping=mapping, console=quiet)
    dispatch_all(console=quiet)
    with within(tenant.pk):
        import_roster(tenant=tenant, data=(folder / "roster.parquet").read_bytes())
    _, key = bring_traffic(tenant=tenant, file=folder / "traffic.parquet", now=now)
    return tenant.pk, {"tenant_id": tenant.pk, "questionnaire_id": key, "now": now}


def read_all(asked: dict[str, object]) -> dict[str, object]:
    """Read every row of the questionnaire twice: for seconds, and for memory, which is slower."""
    from heedful.listen.feedback.rows import read_rows
    from heedful.understand.metrics.queries import newest_days, series_of
    from heedful.understand.metrics.rules import Window

    scope = {name: asked[name] for name in ("tenant_id", "questionnaire_id")}
    newest = newest_days(tenant_id=asked["tenant_id"])[asked["questionnaire_id"]]  # type: ignore[arg-type,index]
    window = Window.ending(newest, days=366)
    slots = len(series_of(**scope).items)  # type: ignore[arg-type]
    read = partial(read_rows, **scope, first=window.first, last=window.last, slots=slots)  # type: ignore[arg-type]
    start = time.perf_counter()
    n = len(read())
    took = time.perf_counter() - start
    tracemalloc.start()
    rows = read()
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(rows) == n
    return {
        "rows": n,
        "seconds": round(took, 2),
        "bytes_a_row": round(kept / n),
        "bytes_a_row_while_reading": round(most / n),
    }


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


if __name__ == "__main__":
    main()
