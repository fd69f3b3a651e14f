"""The page of docs/ that shows what `python -m benchmarks.analytics --record` measured."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

NAMES = {"cells": "Running sums", "lake": "Lake", "plain": "DuckDB on Parquet"}
INTRO = """# How fast questions are answered

Measured by `python -m benchmarks.analytics --record`; milliseconds of warm runs in one process, the
database included. The bars are those that the project holds itself to.
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
            .axis(format="~s", values=[10**power for power in range(4, 10)]),
            alt.Y("ms:Q", scale=alt.Scale(type="log"), title="Milliseconds, median"),
            alt.Color("path:N", title=None),
            alt.Shape("path:N", title=None),
        )
        .properties(title="All locations, 90 days beside the 90 before")
    )  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(drawn.to_json())
    return svg


def page(result: dict[str, Any]) -> str:
    """Write the page."""
    on = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    parts = [INTRO, f"Machine: {on}.\n", "![How time grows with responses](performance.svg)\n"]
    parts += ["## Pages, from running sums\n"]
    for name in ("cells", "cells_of_a_billion"):
        if name in result:
            parts += _cells(result[name])
    parts += ["## What no cell answers, from the lake\n", *_lake(result["lake"])]
    parts += ["## Growth\n", *_growth(result["growth"])]
    return "\n".join(parts)


def _cells(cells: dict[str, Any]) -> list[str]:
    asked = {name: part for name, part in cells.items() if isinstance(part, dict)}
    size = f"{cells['locations']:,} locations, {cells['days']:,} days, {cells['responses']:,}"
    lines = [
        f"{size} responses; {cells['megabytes']:,} MB of what these questions read.\n",
        "| question | median | 95th percentile |\n|---|---|---|",
    ]
    lines += [
        f"| {name.replace('_', ' ')} | {part['p50_ms']} | {part['p95_ms']} |"
        for name, part in asked.items()
    ]
    return [*lines, ""]


def _lake(lake: dict[str, Any]) -> list[str]:
    writing = lake["writing"]
    size = f"{writing['rows']:,} rows in {writing['files']} files, {writing['megabytes']:,} MB"
    lines = [
        f"{size}, written at {writing['rows_per_s']:,} rows a second.\n",
        "| question | bar | Heedful median | 95th | DuckDB by hand | 95th | PostgreSQL raw |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, part in lake.items():
        if name == "writing":
            continue
        raw = f"{part['pg_p50_ms']} at {part['pg_rows']:,} rows" if "pg_rows" in part else ""
        lines.append(
            f"| {name.replace('_', ' ')} | {part['bar_ms'] or ''} | {part['lake_p50_ms']} |"
            f" {part['lake_p95_ms']} | {part['plain_p50_ms']} | {part['plain_p95_ms']} | {raw} |"
        )
    return [*lines, ""]


def _growth(growth: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "| responses | locations | running sums | lake | DuckDB by hand |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {point['responses']:,} | {point['locations']:,} | {point['cells']} |"
        f" {point.get('lake', '')} | {point.get('plain', '')} |"
        for point in growth
    ]
    return [*lines, ""]
