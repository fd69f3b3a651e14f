"""The scorecard as it is kept: JSON for pages and programs, Markdown for readers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from math import isnan
from typing import Any

from cxscore.line import Against, Bar, Line
from cxscore.score import Scored


@dataclass(frozen=True, slots=True)
class Made:
    """How a scorecard came to be."""

    command: str
    version: str
    day: str
    machine: str


def as_json(scores: Sequence[Scored], made: Made) -> dict[str, Any]:
    """One object; figures that do not exist are null."""
    return {**asdict(made), "lines": [_line(one) for one in scores]}


def merged(kept: dict[str, Any], new: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """Put lines of some areas that were judged anew into a whole record, and leave the others.

    Each new line says by what it was made; `order` are the names of all lines. Lines that no judge
    has any more are left out.
    """
    made = {name: value for name, value in new.items() if name != "lines"}
    lines = {line["name"]: line for line in kept["lines"]}
    lines |= {line["name"]: {**line, "made": made} for line in new["lines"]}
    return {**kept, "lines": [lines[name] for name in order if name in lines]}


def _line(one: Scored) -> dict[str, Any]:
    line = one.line
    return {
        "name": line.name,
        "area": line.area,
        "asks": line.asks,
        "per": line.per,
        "ours": _figure(one.ours, line),
        "error": _figure(one.error, line, digits=2),
        "usual": line.usual,
        "usual_figure": _figure(one.usual, line),
        "oracle": line.oracle,
        "oracle_figure": _figure(one.oracle, line),
        "bar": bar_in_words(line),
        "verdict": str(one.verdict),
        "trials": one.trials,
        "cases": round(one.cases),
        "value": None if isnan(one.ours) else one.ours,
    }


def bar_in_words(line: Line) -> str:
    """Tell the bar as a reader would say it.

    >>> bar_in_words(Line("a", "b", "c", "d", Bar(low=0.9)))
    'at least 90%'
    """
    bar = line.bar
    match bar.against:
        case Against.USUAL_RATIO:
            return _bounds(bar, lambda value: f"{100 * value:.3g}% of the usual method's figure")
        case Against.ORACLE_RATIO:
            return _bounds(bar, lambda value: f"{100 * value:.3g}% of the oracle's figure")
        case Against.USUAL_DIFFERENCE:
            return _beside(line, "the usual method")
        case Against.ORACLE_DIFFERENCE:
            return _beside(line, "the oracle")
    unit, times = ("%", 100) if line.percent else ("", 1)
    return _bounds(bar, lambda value: f"{times * value:.3g}{unit}")


def _beside(line: Line, other: str) -> str:
    """Tell a bar on the distance from another method; only lower bounds are in use."""
    low = line.bar.low
    if low is None:
        raise ValueError(f"{line.name} wants a lower bound beside {other}")
    if low == 0:
        return f"not below {other}"
    size, unit = (100 * abs(low), "points ") if line.percent else (abs(low), "")
    if size == 1 and unit:
        unit = "point "
    how, side = ("at least", "above") if low > 0 else ("at most", "below")
    return f"{how} {size:.3g} {unit}{side} {other}"


def _bounds(bar: Bar, said: Callable[[float], str]) -> str:
    if bar.low is None and bar.high is not None:
        return f"at most {said(bar.high)}"
    if bar.low is not None and bar.high is None:
        return f"at least {said(bar.low)}"
    return f"{said(bar.low or 0.0)} to {said(bar.high or 0.0)}"


def _figure(value: float, line: Line, digits: int = 3) -> str | None:
    if isnan(value):
        return None
    return f"{100 * value:.1f}%" if line.percent else f"{value:.{digits}g}"


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
    yield "Lines on brand mentions need the series of the Numenta benchmark, which are not shipped:"
    yield "`CXSCORE_NAB` names their folder."


def _areas(record: dict[str, Any]) -> Iterator[str]:
    for area, found in groupby(record["lines"], key=lambda line: line["area"]):
        lines = list(found)
        yield ""
        yield f"## {area}"
        yield ""
        made = lines[0].get("made")
        if made:
            yield f"Made by `{made['command']}` on {made['day']} with Heedful {made['version']}."
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
    return "| " + " | ".join([*cells, f"{line['cases']:,} in {line['trials']} trials"]) + " |"


def _other(line: dict[str, Any], name: str) -> str:
    figure = line[f"{name}_figure"]
    return f"{line[name]}: {figure}" if figure else ""
