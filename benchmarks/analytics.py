"""How fast questions are answered, from ten thousand responses to a billion.

Run `python -m benchmarks.analytics [--rows N] [--no-billion] [--json] [--record]`.

Three parts, each in a process of its own: what no cell answers at N responses, beside DuckDB on the
same Parquet and PostgreSQL on fewer raw rows (`benchmarks.lake_at_size`); what pages ask of running
sums at N responses and at a billion (`benchmarks.cells_at_size`); and how both grow with the number
of responses. `--record` keeps them in docs/performance.md, with the curves as a chart.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.main_job import told

DOCS = Path(__file__).parents[1] / "docs"
LOCATIONS, DAYS = 2_000, 1_096
BILLION = ("--locations", "20000", "--days", str(DAYS), "--a-day", "46")
# Responses, and for running sums: locations and responses a day at each.
GROWTH = (
    (10_000, 20, 1),
    (100_000, 50, 2),
    (1_000_000, 400, 2),
    (10_000_000, 2_000, 5),
    (100_000_000, 8_000, 11),
    (1_000_000_000, 20_000, 46),
)
MOST_IN_LAKE = 10_000_000
PAGE = "all_locations_90_days_and_before"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=10_000_000, help="responses in the lake")
    parser.add_argument("--no-billion", action="store_true", help="leave the largest size out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--record", action="store_true", help="keep it in docs/ (a checkout)")
    asked = parser.parse_args()
    result = measure(asked.rows, billion=not asked.no_billion)
    if asked.record:
        record(result)
    print(json.dumps(result) if asked.json else said(result))


def measure(rows: int, *, billion: bool) -> dict[str, Any]:
    """Run every part, one after the other."""
    a_day = max(round(rows / LOCATIONS / DAYS), 1)
    lake = run("lake_at_size", "--rows", str(rows), "--locations", str(LOCATIONS))
    small = ("--locations", str(LOCATIONS), "--days", str(DAYS), "--a-day", str(a_day))
    result = {
        "machine": machine(),
        "lake": {name: part for name, part in lake.items() if name != "machine"},
        "cells": run("cells_at_size", *small)["cells"],
    }
    if billion:
        result["cells_of_a_billion"] = run("cells_at_size", *BILLION)["cells"]
    sizes = [size for size in GROWTH if billion or size[0] < GROWTH[-1][0]]
    result["growth"] = [grown(result, *size) for size in sizes]
    return result


def grown(result: dict[str, Any], responses: int, locations: int, a_day: int) -> dict[str, Any]:
    """One point of the curves: the same question of all locations at one size."""
    if responses == GROWTH[-1][0]:
        cells = result["cells_of_a_billion"]
    else:
        days = max(round(responses / locations / a_day), 200)
        size = ("--locations", str(locations), "--days", str(days), "--a-day", str(a_day))
        cells = run("cells_at_size", *size, "--repeats", "15")["cells"]
    point = {"responses": responses, "locations": locations, "cells": cells[PAGE]["p50_ms"]}
    if responses <= MOST_IN_LAKE:
        size = ("--rows", str(responses), "--locations", str(locations), "--postgres-rows", "0")
        rows = run("lake_at_size", *size)[PAGE.replace("_and_before", "_and_90_before")]
        point |= {"lake": rows["lake_p50_ms"], "plain": rows["plain_p50_ms"]}
    return point


def run(module: str, *options: str) -> dict[str, Any]:
    """Run one part by itself and return what it measured."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *options, "--json"]
    print(f"python -m benchmarks.{module} {' '.join(options)}", file=sys.stderr, flush=True)
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found


def said(result: dict[str, Any]) -> str:
    flat = {name: part for name, part in result.items() if name not in {"lake", "growth"}}
    flat |= {f"lake: {name}": part for name, part in result["lake"].items()}
    flat |= {f"growth: {point['responses']:,}": point for point in result["growth"]}
    return told(flat)


def record(result: dict[str, Any]) -> None:
    """Write docs/performance.md and its chart."""
    from benchmarks.performance_page import chart, page

    (DOCS / "performance.svg").write_text(chart(result["growth"]))
    (DOCS / "performance.md").write_text(page(result))


if __name__ == "__main__":
    main()
