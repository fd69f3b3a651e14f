"""The newest scorecard, as `make scorecard` kept it: how often each estimator was right."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import msgspec

KEPT = Path(__file__).with_name("scorecard.json")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """How some lines were made."""

    command: str
    version: str
    day: str
    machine: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One question with its figures, in words."""

    name: str
    area: str
    asks: str
    per: str
    ours: str | None
    error: str | None
    usual: str
    usual_figure: str | None
    oracle: str
    oracle_figure: str | None
    bar: str
    verdict: str
    trials: int
    cases: int
    made: Made | None = None  # when it was not made with the whole

    @property
    def is_missed(self) -> bool:
        return self.verdict == "missed"


class Scorecard(Made, frozen=True, kw_only=True):
    """All lines, and how they were made."""

    lines: Sequence[Line]

    @property
    def areas(self) -> Sequence[tuple[str, Sequence[Line]]]:
        return [(name, list(rows)) for name, rows in groupby(self.lines, lambda one: one.area)]

    @property
    def by_name(self) -> Mapping[str, Line]:
        return {line.name: line for line in self.lines}


@cache
def newest() -> Scorecard:
    return msgspec.json.decode(KEPT.read_bytes(), type=Scorecard)


def lines_named(names: Sequence[str]) -> Sequence[Line]:
    """Those lines that stand in the newest scorecard."""
    known = newest().by_name
    return [known[name] for name in names if name in known]
