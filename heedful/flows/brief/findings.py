"""From rows to a brief, by the same definitions as the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Estimate
from cxstats.sums import WEIGHT_ONE, count_cells, cross_sums
from heedful.flows.brief.reading import RejectedRow, Rows
from heedful.understand.drivers.finding import Findings, find
from heedful.understand.drivers.rules import LocationPriority, Reason
from heedful.understand.drivers.studying import Evidence
from heedful.understand.metrics.rules import Metric, headline
from heedful.understand.metrics.scores import ItemSums, PooledScores, alone, pooled_scores
from heedful.understand.metrics.series import RatedItem, Series


class NothingToTell(Exception):
    """The files hold no answer that a brief could be about; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """One location of the brief."""

    path: tuple[str, ...]
    n: int
    estimate: float
    low: float
    high: float
    enough: bool
    priority: LocationPriority


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is told, before it is put into words."""

    title: str
    n: int
    repeated: int
    rejected: int
    rejects: tuple[RejectedRow, ...]
    first: date
    last: date
    series: Series
    item: RatedItem
    metric: Metric
    whole: Estimate  # of one group
    answers: int
    weighted: bool
    findings: Findings | None
    scores: PooledScores
    paths: tuple[tuple[str, ...], ...]

    def places(self) -> Iterator[Place]:
        """The locations, by name: an order by score would be a ranking."""
        nothing = LocationPriority(0, (), Reason.NO_DRIVERS)
        for i in sorted(range(len(self.paths)), key=lambda i: self.paths[i]):
            yield Place(
                path=self.paths[i],
                n=int(self.scores.answers[i]),
                estimate=float(self.scores.value[i]),
                low=float(self.scores.low[i]),
                high=float(self.scores.high[i]),
                enough=bool(self.scores.enough[i]),
                priority=self.findings.priorities[i] if self.findings else nothing,
            )


def brief_of(rows: Rows) -> Brief:
    """Count, pool, study and pick. Raises NothingToTell."""
    kept = rows.newest()
    if not kept.size:
        raise NothingToTell(_no_row(rows))
    paths, places = _grouped([rows.paths[i] for i in kept])
    scores, weights = np.concatenate(rows.scores)[kept], np.concatenate(rows.weights)[kept]
    _, parent = _grouped([path[:-1] for path in paths])
    evidence = _evidence(rows.series, parent, places, scores, weights)
    sums = evidence.item_sums(evidence.outcome)
    item = rows.series.items[evidence.outcome]
    if not sums.answers.sum():
        raise NothingToTell(f"Nobody answered “{item.label}”, so there is nothing to tell about.")
    days = [rows.days[i] for i in kept]
    return Brief(
        title=rows.title,
        n=len(kept),
        repeated=len(rows.keys) - len(kept),
        rejected=rows.rejected,
        rejects=tuple(rows.rejects),
        first=min(days),
        last=max(days),
        series=rows.series,
        item=item,
        metric=evidence.metric,
        whole=alone(_all(sums), item=item, metric=evidence.metric),
        answers=int(sums.answers.sum()),
        weighted=evidence.weighted_cells is not None,
        findings=find(evidence) if evidence.is_enough else None,
        scores=pooled_scores(sums, item=item, metric=evidence.metric, parent=parent),
        paths=paths,
    )


def _evidence(
    series: Series,
    parent: NDArray[np.intp],
    places: NDArray[np.intp],
    scores: NDArray[np.int16],
    weights: NDArray[np.int64],
) -> Evidence:
    g, layout = len(parent), series.layout
    weighted = bool((weights != WEIGHT_ONE).any())
    if series.outcome is None:
        raise NothingToTell("There is no outcome.")
    return Evidence(
        series=series,
        metric=headline(series.items[series.outcome]),
        cells=count_cells(scores, places, g, layout),
        weighted_cells=count_cells(scores, places, g, layout, weights) if weighted else None,
        cross=cross_sums(scores, places, g),
        weighted_cross=cross_sums(scores, places, g, weights) if weighted else None,
        parent=parent,
    )


def _grouped(
    keys: list[tuple[str, ...]],
) -> tuple[tuple[tuple[str, ...], ...], NDArray[np.intp]]:
    places: dict[tuple[str, ...], int] = {}
    at = [places.setdefault(key, len(places)) for key in keys]
    return tuple(places), np.array(at, dtype=np.intp)


def _all(sums: ItemSums) -> ItemSums:
    squares = None if sums.weight_squares is None else sums.weight_squares.sum(keepdims=True)
    histogram = sums.histogram.sum(axis=0, keepdims=True)
    return ItemSums(sums.answers.sum(keepdims=True), histogram, squares)


def _no_row(rows: Rows) -> str:
    if not rows.rejects:
        return "The files hold no rows."
    first = rows.rejects[0]
    where = f"{first.file}, line {first.reject.line}: {first.reject.reason}"
    return f"None of the {rows.rejected:,} rows could be read. The first: {where}"
