"""The page of docs/ that shows what `python -m benchmarks.analytics --record` measured."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

NAMES = {"cells": "Running sums", "lake": "Lake", "plain": "DuckDB on Parquet"}
# What is asked for: milliseconds at ten million responses, and at a billion; rows a second.
BARS = {
    "location_page": 30,
    "all_locations_90_days_and_before": 100,
    "regions_by_week_for_a_year": 60,
    "cross_products_of_a_year": 150,
}
EVERY_PAGE, IN_BULK, ONE_BY_ONE = 200, 20_000, 2_000
# Asked by a job at night; pages read what it found.
NIGHTLY = {"cross_products_of_a_year"}
INTRO = """# How fast questions are answered

Measured by `python -m benchmarks.analytics --record`; milliseconds of warm runs in one process, the
database included. "Work" is processor time of that process. The bars are those that the project
holds itself to.
"""


def chart(growth: Sequence[dict[str, Any]]) -> str:
    """Draw how long the page of all locations takes as responses grow."""
    points = [
        {"responses": point["responses"], "ms": point[name], "path": label}
        for point in growth
        for name, label in NAMES.items()
        if name in point
    ]
    drawn = (
        alt.Chart(pd.DataFrame(points), width=520, height=280)
        .mark_line(point=True)
        .encode(
            alt.X("responses:Q", scale=alt.Scale(type="log"), title="Responses")
            .axis(
                format="~s",
                labelExpr="replace(datum.label, 'G', 'bn')",
                values=[10**power for power in range(4, 10)],
            ),
            alt.Y("ms:Q", scale=alt.Scale(type="log"), title="Milliseconds, median"),
            alt.Color("path:N", title=None),
            alt.Shape("path:N", legend=None),
        )
        .properties(title="All locations, 90 days beside the 90 before")
    )  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(drawn.to_json())
    return svg


def page(result: dict[str, Any]) -> str:
    """Write the page; a part that was not run is not in it."""
    on = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    lines = [INTRO, f"Machine: {on}.\n"]
    if "growth" in result:
        lines += ["![How time grows with responses](performance.svg)\n"]
    lake = result.get("lake", {})
    if "cells" in result:
        lines += ["## Pages, from running sums\n", *_size(result["cells"])]
        lines += _cells(result["cells"], lake)
    if "cells_of_a_billion" in result:
        lines += ["## Pages of a billion responses\n", *_size(result["cells_of_a_billion"])]
        lines += _billion(result["cells_of_a_billion"])
    if lake:
        lines += ["## What no cell answers, from the lake\n", *_lake(lake)]
    if "spark" in result:
        lines += ["## The same by Spark\n", *_spark(result["spark"])]
    if "upkeep" in result:
        lines += ["## How fast cells are kept\n", *_upkeep(result["upkeep"])]
    if "growth" in result:
        lines += ["## Growth\n", *_growth(result["growth"])]
    lines += ["## How long it takes to measure\n", *_took(result["took_s"])]
    return "\n".join(lines)


def _size(cells: dict[str, Any]) -> list[str]:
    size = f"{cells['locations']:,} locations, {cells['days']:,} days, {cells['responses']:,}"
    return [f"{size} responses; {cells['megabytes']:,} MB of what these questions read.\n"]


def _table(*head: str) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _raw(part: dict[str, Any]) -> str:
    return f"{part['pg_p50_ms']} at {part['pg_rows']:,} rows" if "pg_rows" in part else ""


def _cells(cells: dict[str, Any], lake: dict[str, Any]) -> list[str]:
    """Running sums beside the same question of raw rows."""
    own = ("question", "bar", "median", "95th", "of it work")
    lines = _table(*own, "DuckDB by hand", "95th", "PostgreSQL raw")
    for name, part in cells.items():
        if isinstance(part, dict):
            raw = lake.get(name, {})
            plain = (raw.get("plain_p50_ms", ""), raw.get("plain_p95_ms", ""))
            ours = (part["p50_ms"], part["p95_ms"], part["cpu_ms"])
            lines.append(_line(_said(name), BARS.get(name, ""), *ours, *plain, _raw(raw)))
    return [*lines, ""]


def _billion(cells: dict[str, Any]) -> list[str]:
    lines = _table("question", "bar of the 95th", "median", "95th", "of it work")
    for name, part in cells.items():
        if isinstance(part, dict):
            bar = "" if name in NIGHTLY else EVERY_PAGE
            ours = (part["p50_ms"], part["p95_ms"], part["cpu_ms"])
            lines.append(_line(_said(name), bar, *ours))
    return [*lines, ""]


def _lake(lake: dict[str, Any]) -> list[str]:
    writing = lake["writing"]
    size = f"{writing['rows']:,} rows in {writing['files']} files, {writing['megabytes']:,} MB"
    lines = [
        f"{size}, written at {writing['rows_per_s']:,} rows a second.\n",
        *_table("question", "bar", "median", "95th", "DuckDB by hand", "95th", "PostgreSQL raw"),
    ]
    for name, part in lake.items():
        if "lake_p50_ms" in part:
            ours = (part["lake_p50_ms"], part["lake_p95_ms"])
            plain = (part["plain_p50_ms"], part["plain_p95_ms"])
            lines.append(_line(_said(name), part["bar_ms"] or "", *ours, *plain, _raw(part)))
    return [*lines, ""]


def _spark(lake: dict[str, Any]) -> list[str]:
    on = (
        f"{lake['writing']['rows']:,} rows; a cluster of two workers on this one machine: what a"
        " question costs at least, not what many machines gain.\n"
    )
    lines = [on, *_table("question", "Spark, median", "DuckDB, median")]
    lines += [
        _line(_said(name), part["spark_p50_ms"], part["lake_p50_ms"])
        for name, part in lake.items()
        if "spark_p50_ms" in part
    ]
    return [*lines, ""]


def _upkeep(shapes: dict[str, Any]) -> list[str]:
    lines = _table("answers", "number", "bar, a second", "a second", "cells of days", "of months")
    for name, part in shapes.items():
        bar = ONE_BY_ONE if name == "singly" else IN_BULK
        figures = (part["rows_per_s"], part["day_cells"], part["cross_cells"])
        told = [f"{figure:,}" for figure in (part["rows"], bar, *figures)]
        lines.append(_line(_said(name), *told))
    return [*lines, ""]


def _growth(growth: Sequence[dict[str, Any]]) -> list[str]:
    lines = _table("responses", "locations", "running sums", "lake", "DuckDB by hand")
    for point in growth:
        raw = (point.get("lake", ""), point.get("plain", ""))
        size = (f"{point['responses']:,}", f"{point['locations']:,}")
        lines.append(_line(*size, point["cells"], *raw))
    return [*lines, ""]


def _took(seconds: dict[str, int]) -> list[str]:
    lines = _table("part", "seconds")
    return [*lines, *(_line(f"`{name}`", took) for name, took in seconds.items()), ""]


def _said(name: str) -> str:
    return name.replace("_", " ")
