"""How fast questions are answered, from ten thousand responses to a billion.

Run `python -m benchmarks.analytics [--rows N] [--parts NAMES] [--kept FOLDER] [--json] [--record]`.

Each part runs in a process of its own: what pages ask of running sums at N responses and at a
billion (`benchmarks.cells_at_size`); what no cell answers, beside DuckDB on the same Parquet and
PostgreSQL on raw rows (`benchmarks.lake_at_size`), and the same counted by Spark
(`benchmarks.lake_on_spark`); how fast cells are kept (`benchmarks.upkeep`); and how time grows with
the number of responses. With `--kept` every part that is done is kept in a folder and not done
again, so a run may be cut off, or made part by part.
`--record` writes docs/performance.md, with the curves as a chart.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.main_job import told

DOCS = Path(__file__).parents[1] / "docs"
LOCATIONS, DAYS = 2_000, 1_096
# Responses, and for running sums: locations and responses a day at each.
GROWTH = (
    (10_000, 20, 1),
    (100_000, 50, 2),
    (1_000_000, 400, 2),
    (10_000_000, 2_000, 5),
    (100_000_000, 8_000, 11),
    (1_000_000_000, 20_000, 46),
)
MOST_IN_LAKE, MOST_ON_SPARK = 10_000_000, 2_000_000
PAGE = "all_locations_90_days_and_before"


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs parts, each by itself, and keeps what they measured."""

    rows: int
    postgres_rows: int
    kept: Path | None = None
    took_s: dict[str, int] = field(default_factory=dict)

    def run(self, module: str, *options: str) -> dict[str, Any]:
        """Run one part, unless it is kept already, and return what it measured."""
        named = " ".join((module, *options))
        file = None if self.kept is None else self.kept / f"{named.replace(' ', '_')}.json"
        if file is not None and file.exists():
            found: dict[str, Any] = json.loads(file.read_text())
        else:
            found = _measured(module, options)
            if file is not None:
                file.write_text(json.dumps(found))
        self.took_s[named] = found["took_s"]
        return found

    def cells(self, locations: int, days: int, a_day: int) -> dict[str, Any]:
        size = ("--locations", str(locations), "--days", str(days), "--a-day", str(a_day))
        cells: dict[str, Any] = self.run("cells_at_size", *size)["cells"]
        return cells

    def lake(self, rows: int, locations: int, *options: str) -> dict[str, Any]:
        size = ("--rows", str(rows), "--locations", str(locations))
        return _bare(self.run("lake_at_size", *size, *options))


def _measured(module: str, options: tuple[str, ...]) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *options, "--json"]
    print(f"python -m benchmarks.{module} {' '.join(options)}", file=sys.stderr, flush=True)
    start = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found | {"took_s": round(time.perf_counter() - start)}


def _bare(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out on what and how long it was measured."""
    return {name: part for name, part in found.items() if name not in {"machine", "took_s"}}


def cells(runs: Runs) -> dict[str, Any]:
    return runs.cells(LOCATIONS, DAYS, max(round(runs.rows / LOCATIONS / DAYS), 1))


def billion(runs: Runs) -> dict[str, Any]:
    return runs.cells(20_000, DAYS, 46)


def lake(runs: Runs) -> dict[str, Any]:
    return runs.lake(runs.rows, LOCATIONS, "--postgres-rows", str(runs.postgres_rows))


def spark(runs: Runs) -> dict[str, Any]:
    size = ("--rows", str(min(runs.rows, MOST_ON_SPARK)), "--locations", str(LOCATIONS))
    return _bare(runs.run("lake_on_spark", *size))


def upkeep(runs: Runs) -> dict[str, Any]:
    return _bare(runs.run("upkeep", "--rows", "100000", "--singly", "20000"))


def growth(runs: Runs) -> list[dict[str, Any]]:
    return [grown(runs, *size) for size in GROWTH]


def grown(runs: Runs, responses: int, locations: int, a_day: int) -> dict[str, Any]:
    """One point of the curves: the same question of all locations at one size."""
    days = min(max(round(responses / locations / a_day), 200), DAYS)
    asked = runs.cells(locations, days, a_day)[PAGE]
    point = {"responses": responses, "locations": locations, "cells": asked["p50_ms"]}
    if responses <= MOST_IN_LAKE:
        raw = runs.postgres_rows if responses == runs.rows else 0
        found = runs.lake(responses, locations, "--postgres-rows", str(raw))[PAGE]
        point |= {"lake": found["lake_p50_ms"], "plain": found["plain_p50_ms"]}
    return point


PARTS: dict[str, Callable[[Runs], Any]] = {
    "cells": cells,
    "cells_of_a_billion": billion,
    "lake": lake,
    "spark": spark,
    "upkeep": upkeep,
    "growth": growth,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=10_000_000, help="responses in the lake")
    parser.add_argument(
        "--postgres-rows",
        type=int,
        default=300_000,
        help="raw rows of the newest 13 months in PostgreSQL; 3600000 are as many as the lake has",
    )
    parser.add_argument("--parts", default=",".join(PARTS), help="which parts, with commas")
    parser.add_argument("--kept", type=Path, help="a folder to keep parts in that are done")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--record", action="store_true", help="keep it in docs/ (a checkout)")
    asked = parser.parse_args()
    wanted = asked.parts.split(",")
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if asked.kept is not None:
        asked.kept.mkdir(parents=True, exist_ok=True)
    runs = Runs(asked.rows, asked.postgres_rows, asked.kept)
    result: dict[str, Any] = {"machine": machine()}
    result |= {name: PARTS[name](runs) for name in PARTS if name in wanted}
    result["took_s"] = runs.took_s
    if asked.record:
        record(result)
    print(json.dumps(result) if asked.json else said(result))


def said(result: dict[str, Any]) -> str:
    flat = {name: part for name, part in result.items() if name in {"machine", "took_s"}}
    for name, part in result.items():
        if name == "growth":
            flat |= {f"growth: {point['responses']:,}": point for point in part}
        elif name not in flat:
            flat |= {f"{name}: {one}": figures for one, figures in _figures(part).items()}
    return told(flat)


def _figures(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    size = {name: one for name, one in part.items() if not isinstance(one, dict)}
    figures = {name: one for name, one in part.items() if isinstance(one, dict)}
    return {"size": size, **figures} if size else figures


def record(result: dict[str, Any]) -> None:
    """Write docs/performance.md and, with the curves, its chart."""
    from benchmarks.performance_page import chart, page

    if "growth" in result:
        (DOCS / "performance.svg").write_text(chart(result["growth"]))
    (DOCS / "performance.md").write_text(page(result))


if __name__ == "__main__":
    main()
