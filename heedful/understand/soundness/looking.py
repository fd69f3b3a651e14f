"""Looks at rows of answers for what customers do not do. Arrays only: no database, no Django."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cxstats.clusters import design_effect_of_clusters
from cxstats.covariance import pair_moments
from cxstats.profiles import repeated_profiles, straight_lines
from cxstats.sums import NOT_USED, count_cells, cross_sums
from heedful.understand.metrics.rules import headline
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.series import OUTCOME, RatedItem, Series
from heedful.understand.soundness.rules import (
    CLEARLY_NEGATIVE,
    FEWEST_COMMENTS,
    MANY_NOT_USED,
    MANY_STRAIGHT,
    MOVED_BY_WEIGHTS,
    NOTICEABLE_CLUSTERS,
    SURELY,
    Finding,
    Kind,
)

Integers = NDArray[np.int64]
Scores = NDArray[np.int16]
FEWEST_FOR_A_SIGN = 100
# Rows for an item before its share of "not used" is told.
FEWEST_ROWS = 50


def look_at_rows(
    series: Series, scores: Scores, at: Integers, days: Integers, weights: Integers
) -> list[Finding]:
    """All that rows (n, k) by slot, their places, days and weights (millionths) show."""
    if not len(scores):
        return []
    return [
        *repeated(series, scores, at),
        *straight(series, scores),
        *reversed_scales(series, scores, at),
        *moved_by_weights(series, scores, weights),
        *clusters(series, scores, at, days),
        *not_used(series, scores),
    ]


def repeated(series: Series, scores: Scores, at: Integers) -> Iterator[Finding]:
    """One finding for all profiles of ratings that stand far too often.

    Outcomes stay out: one mark for everything is no profile, whatever the scale of the outcome.
    """
    rated = [slot for slot, item in enumerate(series.items) if item.role != OUTCOME]
    found = repeated_profiles(scores[:, rated], at)
    if found:
        rows, places = sum(one.rows for one in found), max(one.groups for one in found)
        yield Finding(
            Kind.REPEATED,
            serious=True,
            count=rows,
            of=len(scores),
            value=float(found[0].rows),
            other=found[0].expected,
            low=float(len(found)),
            high=float(places),
        )


def straight(series: Series, scores: Scores) -> Iterator[Finding]:
    """Rows with one answer to everything, among items of the scale that most items have."""
    scales = [(item.low, item.high) for item in series.items if item.role != OUTCOME]
    if not scales:
        return
    common = max(set(scales), key=scales.count)
    same = [slot for slot, item in enumerate(series.items) if (item.low, item.high) == common]
    lines = straight_lines(scores[:, same])
    if lines.of and lines.rows >= MANY_STRAIGHT * lines.of:
        yield Finding(Kind.STRAIGHT, serious=True, count=lines.rows, of=lines.of)


def reversed_scales(series: Series, scores: Scores, at: Integers) -> Iterator[Finding]:
    """Items that fall where all others rise, among customers of one place."""
    moments = pair_moments(cross_sums(scores, at, int(at.max()) + 1)).pooled()
    correlations, pairs = moments.correlations()[0], moments.n[0]
    np.fill_diagonal(correlations, np.nan)
    known = np.where(pairs >= FEWEST_FOR_A_SIGN, correlations, np.nan)
    left = [slot for slot in range(len(series.items)) if np.isfinite(known[slot]).any()]
    # One at a time, the worst first: while it is in, it makes its neighbours look bad too.
    while len(left) >= 3:
        among = known[np.ix_(left, left)]
        middle = np.array([np.nanmedian(row) if np.isfinite(row).any() else 0 for row in among])
        worst = int(middle.argmin())
        if middle[worst] > CLEARLY_NEGATIVE:
            return
        slot = left.pop(worst)
        yield Finding(
            Kind.REVERSED,
            serious=True,
            names=(series.items[slot].label,),
            count=int((scores[:, slot] >= 0).sum()),
            of=len(scores),
            value=float(middle[worst]),
        )


def against_words(series: Series, scores: Scores, words: Integers) -> Iterator[Finding]:
    """An outcome whose marks are lower where words praise (1) than where they blame (−1)."""
    slot = series.outcome
    if slot is None:
        return
    marks = scores[:, slot].astype(np.float64)
    praise, blame = (marks[(words == side) & (marks >= 0)] for side in (1, -1))
    if min(len(praise), len(blame)) < FEWEST_COMMENTS:
        return
    error = float(np.sqrt(praise.var() / len(praise) + blame.var() / len(blame)))
    if praise.mean() - blame.mean() < -SURELY * max(error, 1e-9):
        yield Finding(
            Kind.AGAINST_WORDS,
            serious=True,
            names=(series.items[slot].label,),
            count=len(praise),
            of=len(blame),
            value=float(praise.mean()),
            other=float(blame.mean()),
        )


def moved_by_weights(series: Series, scores: Scores, weights: Integers) -> Iterator[Finding]:
    """The score of each outcome with all weights (source, doubt, who answers) and without any."""
    if (weights == weights[0]).all():
        return
    for slot, item in enumerate(series.items):
        if item.role == OUTCOME and (scores[:, slot] >= 0).sum() >= FEWEST_ROWS:
            plain, weighted = (_sums(series, slot, scores, w) for w in (None, weights))
            yield _moved(item, plain, weighted)


def _moved(item: RatedItem, plain: ItemSums, weighted: ItemSums) -> Finding:
    one, other = (alone(sums, item=item, metric=headline(item)) for sums in (weighted, plain))
    half = float(one.high[0] - one.low[0]) / 2
    moved = abs(float(one.value[0] - other.value[0]))
    return Finding(
        Kind.WEIGHTS,
        serious=moved > MOVED_BY_WEIGHTS * half,
        names=(item.label, headline(item).name),
        count=round(float(one.n[0])),
        of=int(plain.answers[0]),
        value=float(one.value[0]),
        low=float(one.low[0]),
        high=float(one.high[0]),
        other=float(other.value[0]),
    )


def clusters(series: Series, scores: Scores, at: Integers, days: Integers) -> Iterator[Finding]:
    """Answers of one place and day that are more alike than answers of other days."""
    slot = series.outcome
    if slot is None:
        return
    answered = scores[:, slot] >= 0
    places, on = at[answered], days[answered]
    found = design_effect_of_clusters(scores[answered, slot].astype(np.float64), places, on)
    if found is not None and found.effect >= NOTICEABLE_CLUSTERS:
        yield Finding(
            Kind.CLUSTERS, serious=False, count=found.clusters, of=int(answered.sum()),
            value=found.effect, other=found.alike,
        )  # fmt: skip


def not_used(series: Series, scores: Scores) -> Iterator[Finding]:
    """Items that do not apply to many customers; told, because nothing is wrong with that."""
    asked = (scores >= 0).sum(axis=0) + (scores == NOT_USED).sum(axis=0)
    share = np.divide(
        (scores == NOT_USED).sum(axis=0), asked, out=np.zeros(len(asked)), where=asked > 0
    )
    slots = np.flatnonzero((share >= MANY_NOT_USED) & (asked >= FEWEST_ROWS))
    if slots.size:
        order = slots[np.argsort(-share[slots])]
        yield Finding(
            Kind.NOT_USED,
            serious=False,
            names=tuple(series.items[slot].label for slot in order),
            codes=tuple((series.items[slot].label, round(100 * share[slot])) for slot in order),
        )


def _sums(series: Series, slot: int, scores: Scores, weights: Integers | None) -> ItemSums:
    """Count an item's answers, all places together."""
    everywhere = np.zeros(len(scores), dtype=np.int64)
    plain = count_cells(scores, everywhere, 1, series.layout)
    heavy = None if weights is None else count_cells(scores, everywhere, 1, series.layout, weights)
    return ItemSums.of_cells(series.layout, slot, plain, heavy)
