"""The scorecard as it is kept: JSON for pages and programs, Markdown for readers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan
from typing import Any

from cxscore.line import Against, Bar, Line
from cxscore.score import Scored

# What stands beside a figure in words.
BETWEEN, AT_LEAST, AT_MOST = "{low} to {high}", "at least {low}", "at most {high}"


@dataclass(frozen=True, slots=True)
class Made:
    """How a scorecard came to be."""

    command: str
    version: str
    day: str
    machine: str


def as_json(scores: Sequence[Scored], made: Made) -> dict[str, Any]:
    """One object; figures that do not exist are null."""
    return {
        "command": made.command,
        "version": made.version,
        "day": made.day,
        "machine": made.machine,
        "lines": [_line(one) for one in scores],
    }


def _line(one: Scored) -> dict[str, Any]:
    line = one.line
    return {
        "name": line.name,
        "area": line.area,
        "asks": line.asks,
        "per": line.per,
        "ours": _figure(one.ours, line),
        "error": _figure(one.error, line),
        "usual": line.usual,
        "usual_figure": _figure(one.usual, line),
        "oracle": line.oracle,
        "oracle_figure": _figure(one.oracle, line),
        "bar": bar_in_words(line),
        "verdict": str(one.verdict),
        "seeds": one.seeds,
        "cases": round(one.cases),
        "value": None if isnan(one.ours) else one.ours,
    }


def bar_in_words(line: Line) -> str:
    """Tell the bar as a reader would say it.

    >>> bar_in_words(Line("a", "b", "c", "d", Bar(low=0.9)))
    'at least 90%'
    """
    bar, words = line.bar, _bounds(line.bar)
    percent = line.percent and bar.against in {
        Against.NOTHING,
        Against.USUAL_DIFFERENCE,
        Against.ORACLE_DIFFERENCE,
    }

    def said(value: float | None) -> str:
        if value is None:
            return ""
        unit = " points" if bar.against.endswith("difference") else "%"
        return f"{100 * value:.3g}{unit}" if percent else f"{value:.3g}"

    told = words.format(low=said(bar.low), high=said(bar.high))
    return told if bar.against == Against.NOTHING else f"{told} {_BESIDE[bar.against]}"


_BESIDE = {
    Against.USUAL_RATIO: "times the usual method's figure",
    Against.USUAL_DIFFERENCE: "beside the usual method",
    Against.ORACLE_RATIO: "times the oracle's figure",
    Against.ORACLE_DIFFERENCE: "beside the oracle",
}


def _bounds(bar: Bar) -> str:
    if bar.low is None:
        return AT_MOST
    return AT_LEAST if bar.high is None else BETWEEN


def _figure(value: float, line: Line) -> str | None:
    if isnan(value):
        return None
    return f"{100 * value:.1f}%" if line.percent else f"{value:.3g}"


def as_markdown(record: dict[str, Any]) -> str:
    """A page to be read: one table an area."""
    return "\n".join([*_head(record), *_areas(record), ""])


def _head(record: dict[str, Any]) -> Iterator[str]:
    verdicts = [line["verdict"] for line in record["lines"]]
    counted = ", ".join(f"{verdicts.count(one)} {one}" for one in dict.fromkeys(verdicts))
    yield "# Scorecard"
    yield ""
    yield "How often Heedful's numbers were right in simulated organisations whose truth is known,"
    yield "the bar each is held to, and what the usual method gives on the same data."
    yield ""
    yield f"Made by `{record['command']}` on {record['day']} with Heedful {record['version']}"
    yield f"({record['machine']}): {counted}. ± is the standard error over seeds."
    yield "Where not even an oracle that knows the true variances meets a bar, a figure within a"
    yield "tenth of the oracle's is called *as good as can be*."


def _areas(record: dict[str, Any]) -> Iterator[str]:
    for area, lines in groupby(record["lines"], key=lambda line: line["area"]):
        yield ""
        yield f"## {area}"
        yield ""
        yield "| question | Heedful | bar | | usual method | oracle | cases |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(line) for line in lines)


def _row(line: dict[str, Any]) -> str:
    error = f" ± {line['error']}" if line["error"] else ""
    usual, oracle = _other(line, "usual"), _other(line, "oracle")
    asks = f'<a id="{line["name"]}"></a>{line["asks"]} ({line["per"]})'
    verdict = f"**{line['verdict']}**" if line["verdict"] == "missed" else line["verdict"]
    cells = [asks, f"{line['ours']}{error}", line["bar"], verdict, usual, oracle]
    return "| " + " | ".join([*cells, f"{line['cases']:,} in {line['seeds']} seeds"]) + " |"


def _other(line: dict[str, Any], name: str) -> str:
    figure = line[f"{name}_figure"]
    return f"{line[name]}: {figure}" if figure else ""
