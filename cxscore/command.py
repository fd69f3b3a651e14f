"""`heedful scorecard`: run, show, and keep the scorecard."""

import json
import os
import platform
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from cxscore.judges import JUDGES
from cxscore.record import Made, as_json, as_markdown, merged
from cxscore.running import scored, tried
from cxscore.setting import Setting

# Seeds of the scorecard begin here: they are not the ones that estimators were made with.
FIRST_SEED = 1000


def areas() -> list[str]:
    """The areas that judges have lines in."""
    return list(dict.fromkeys(line.area for judge in JUDGES for line in judge.lines))


def run(
    *,
    seeds: int,
    preset: str,
    small: bool,
    only: Sequence[str],
    version: str,
    command: str,
    console: Console,
) -> dict[str, Any]:
    """Try every line on so many seeds; raises FileNotFoundError for an unknown preset."""
    settings = [Setting(FIRST_SEED + i, preset=preset, small=small) for i in range(seeds)]
    started = time.monotonic()
    found = track(
        tried(settings, only=tuple(only)),
        description="Judging",
        total=seeds,
        console=console,
        transient=True,
    )
    trials = [trial for of_seed in found for trial in of_seed]
    scores = scored(trials)
    tried_names = {trial.line for trial in trials}
    asked = [line for judge in JUDGES for line in judge.lines if not only or line.area in only]
    if absent := [line.name for line in asked if line.name not in tried_names]:
        console.print(f"Left out, their data is not here: {', '.join(absent)}")
    console.print(f"{seeds} seeds in {time.monotonic() - started:.0f} s")
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    return as_json(scores, Made(command, version, date.today().isoformat(), machine))  # noqa: DTZ011 - a day to be read


def show(record: dict[str, Any], console: Console) -> None:
    """Print the scorecard as a table."""
    table = Table("question", "Heedful", "bar", "", "usual", "oracle")
    for line in record["lines"]:
        style = "red" if line["verdict"] == "missed" else None
        error = f" ± {line['error']}" if line["error"] else ""
        table.add_row(
            f"{line['area']}: {line['asks']} ({line['per']})",
            f"{line['ours']}{error}",
            line["bar"],
            line["verdict"],
            line["usual_figure"] or "",
            line["oracle_figure"] or "",
            style=style,
        )
    console.print(table)


def keep(record: dict[str, Any], *, markdown: Path, figures: Path, only: Sequence[str]) -> None:
    """Write what readers and method cards show; of some areas, the others stay as they are."""
    if only:
        order = [line.name for judge in JUDGES for line in judge.lines]
        record = merged(json.loads(figures.read_text("utf-8")), record, order)
    markdown.write_text(as_markdown(record), "utf-8")
    figures.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
