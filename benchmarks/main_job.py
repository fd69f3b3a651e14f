"""How fast the main job is: a file comes in, a brief is told, drivers are found.

Run `python -m benchmarks.main_job [--rows N] [--json]`.

Each figure stands beside a baseline measured in the same run: the import beside a bare COPY of the
same rows, the brief beside pandas reading the same file, the drivers beside pingouin on the same
data. The import is measured on a durable PostgreSQL (fsync on) that is started for it.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.drivers import speed
from benchmarks.machine import machine, own_folder

ITEMS = 15
SFO_ROWS = 28_665


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file to import")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder:
        result = {
            "machine": machine(),
            "import": measure_import(folder, rows=asked.rows),
            "brief": measure_brief(folder, rows=SFO_ROWS),
            "drivers": speed(seed=7),
        }
    print(json.dumps(result) if asked.json else told(result))


def told(result: dict[str, Any]) -> str:
    lines = []
    for part, figures in result.items():
        lines.append(part)
        lines += [f"  {name:36s} {value}" for name, value in figures.items()]
    return "\n".join(lines)


def write_file(path: Path, *, rows: int, seed: int = 11) -> None:
    """Write a file of feedback with 15 items, comments and weights at 200 locations."""
    rng = np.random.default_rng(seed)
    ratings = rng.integers(1, 6, (rows, ITEMS)).astype(str)
    ratings[rng.random(ratings.shape) < 0.2] = "N/A"
    place = rng.integers(0, 200, rows)
    days = np.datetime64("2026-01-01") + rng.integers(0, 300, rows)
    with path.open("w") as file:
        names = ",".join(f"q{item}" for item in range(ITEMS))
        file.write(f"id,region,place,day,{names},weight,comment\n")
        for row in range(rows):
            comment = f'"Waited {row % 40} minutes, staff kind"' if row % 2 else ""
            where = f"Region {place[row] % 4},Place {place[row]}"
            told = ",".join(ratings[row])
            file.write(f"{row},{where},{days[row]},{told},{1 + row % 3 / 4},{comment}\n")


def mapping_text() -> str:
    items = [
        f'[[items]]\ncode = "q{item}"\ncolumn = "q{item}"\nlabel = "Question {item}"\n'
        f'role = "{"outcome" if item == 0 else "driver"}"\nscale = [1, 5]\nnot_used = ["N/A"]\n'
        + ("primary = true\n" if item == 0 else "")
        for item in range(ITEMS)
    ]
    return (
        'title = "Benchmark"\n[series]\nquestionnaire = "Benchmark"\nversion = "1"\n'
        '[location]\ncolumns = ["region", "place"]\ntime_zone = "Europe/London"\n'
        '[when]\ncolumn = "day"\nformats = ["iso"]\n[channel]\nconstant = "web"\n'
        '[weight]\ncolumn = "weight"\n[comment]\ncolumn = "comment"\n'
        '[respondent]\ncolumn = "id"\n' + "\n".join(items)
    )


def measure_import(folder: Path, *, rows: int) -> dict[str, object]:
    """Rows a second of file: read, understood, stored and queued; then counted into cells."""
    file = folder / "feedback.csv"
    write_file(file, rows=rows)
    with own_database(folder / "home"):
        import django

        django.setup()
        return import_and_copy(file, rows=rows)


def import_and_copy(file: Path, *, rows: int) -> dict[str, object]:
    from django.core.management import call_command
    from rich.console import Console

    from heedful.base.accounts.domain import new_organisation
    from heedful.flows.imports import bring_in, dispatch_all
    from heedful.listen.imports.mapping import read_mapping

    call_command("migrate", verbosity=0)
    tenant, _ = new_organisation(name="Benchmark", email="bench@example.org", time_zone="UTC")
    quiet = Console(quiet=True)
    start = time.perf_counter()
    outcome = bring_in(
        tenant=tenant, file=file, mapping=read_mapping(mapping_text()), console=quiet
    )
    stored = time.perf_counter()
    dispatch_all(console=quiet)
    counted = time.perf_counter()
    assert (outcome.new, outcome.rejected) == (rows, 0), outcome
    again_start = time.perf_counter()
    again = bring_in(tenant=tenant, file=file, mapping=read_mapping(mapping_text()), console=quiet)
    again_s = time.perf_counter() - again_start
    assert again.same == rows, again
    copied = copy_same_rows(tenant.pk)
    return {
        "rows": rows,
        "rows_per_s": round(rows / (stored - start)),
        "rows_per_s_with_cells": round(rows / (counted - start)),
        "rows_per_s_second_time": round(rows / again_s),
        "bare_copy_rows_per_s": round(rows / copied),
        "times_slower_than_bare_copy": round((stored - start) / copied, 2),
    }


def copy_same_rows(tenant_id: object) -> float:
    """Seconds that PostgreSQL takes to COPY the very same rows in, keys and indexes included."""
    from django.db import connection

    from heedful.base.tenancy.domain import within

    with within(tenant_id), connection.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute("create temp table bare (like listen_feedback including all)")
        with cursor.copy("copy (select * from listen_feedback) to stdout") as copy:
            text = b"".join(bytes(block) for block in copy)
        start = time.perf_counter()
        with cursor.copy("copy bare from stdin") as copy:
            copy.write(text)
        return time.perf_counter() - start


@contextmanager
def own_database(place: Path) -> Iterator[None]:
    from heedful.ops.home import Home
    from heedful.ops.postgres import own_server
    from heedful.ops.roles import make_database

    home = Home(place)
    home.prepare()
    server = own_server(home, os.environ)
    server.start()
    try:
        make_database(server.url(user="postgres", database="postgres"))
        os.environ |= {
            "HEEDFUL_HOME": str(place),
            "DATABASE_URL": server.url(),
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
        }
        yield
    finally:
        server.stop()


def measure_brief(folder: Path, *, rows: int) -> dict[str, object]:
    """Seconds of the whole command on as many rows as the SFO survey has in nine years."""
    file, mapping = folder / "brief.csv", folder / "brief.toml"
    write_file(file, rows=rows)
    mapping.write_text(mapping_text())
    packed = folder / "brief.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    command = [sys.executable, "-m", "heedful", "brief", str(packed), "--mapping", str(mapping)]
    start = time.perf_counter()
    ran = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    took = time.perf_counter() - start
    assert len(json.loads(ran.stdout)["locations"]) == 200
    start = time.perf_counter()
    pd.read_csv(packed)
    pandas_s = time.perf_counter() - start
    return {
        "rows": rows,
        "seconds": round(took, 2),
        "pandas_read_csv_seconds": round(pandas_s, 2),
        "times_pandas_reading": round(took / pandas_s, 1),
    }


if __name__ == "__main__":
    main()
