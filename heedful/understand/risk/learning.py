"""From rows of feedback to a model that was tried out on the newest of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Estimate, Floats
from cxstats.later import sparse, special
from cxstats.risk import Hits, OneKindOnly, RiskFit, calibrate, fit_risk, hits
from heedful.understand.risk.rules import (
    CALIBRATED,
    FEWEST_UNHAPPY,
    LEARNED,
    THRESHOLD,
    ItemWeight,
    RiskModel,
    Share,
    is_good,
    vocabulary,
    words_in,
)

PENALTY = 4.0


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: whether its customer was unhappy, the other ratings from 0 to 1, the words."""

    unhappy: bool
    parts: Sequence[float]  # nan where not answered
    comment: str


def learn(said: Sequence[Said], items: Sequence[tuple[str, str]]) -> RiskModel | None:
    """Learn from answers, oldest first; None where there are too few unhappy ones.

    `items` are code and label of the parts. The newest quarter is only tried out on.
    """
    unhappy = np.array([one.unhappy for one in said], dtype=bool)
    if unhappy.sum() < FEWEST_UNHAPPY:
        return None
    learned, calibrated = (int(share * len(said)) for share in (LEARNED, CALIBRATED))
    words = [words_in(one.comment) for one in said]
    known = vocabulary([one.comment for one in said[:learned]])
    parts = np.array([one.parts for one in said], dtype=float).reshape(len(said), len(items))
    means = _means(parts[:learned])
    ratings = np.where(np.isnan(parts), 0.0, parts - means)
    features = sparse.hstack([_marks(words, known), sparse.csr_matrix(ratings)]).tocsr()
    try:
        fit = fit_risk(features[:learned], unhappy[:learned], penalty=PENALTY)
        odds = fit.score(features)
        line = calibrate(odds[learned:calibrated], unhappy[learned:calibrated])
    except OneKindOnly:
        return None
    told = special.expit(line[0] * odds[calibrated:] + line[1])
    found = hits(told, unhappy[calibrated:], threshold=THRESHOLD)
    weights = [float(one) for one in fit.weights]
    rated = zip(items, means, weights[len(known) :], strict=True)
    return _model(
        fit,
        line,
        found,
        dict(zip(known, weights, strict=False)),
        [ItemWeight(code, label, float(mean), weight) for (code, label), mean, weight in rated],
    )


def _model(
    fit: RiskFit,
    line: tuple[float, float],
    found: Hits,
    words: dict[str, float],
    items: Sequence[ItemWeight],
) -> RiskModel:
    precision, recall = _share(found.precision), _share(found.recall)
    return RiskModel(
        intercept=fit.intercept,
        words=words,
        items=items,
        slope=line[0],
        shift=line[1],
        tested=found.n,
        unhappy=found.unhappy,
        alarms=found.alarms,
        precision=precision,
        recall=recall,
        auc=_known(found.auc),
        good=is_good(unhappy=found.unhappy, tested=found.n, precision=precision, recall=recall),
    )


def _means(parts: Floats) -> Floats:
    """The mean of each part; the middle where nobody answered."""
    n = (~np.isnan(parts)).sum(axis=0)
    means: Floats = np.divide(
        np.nansum(parts, axis=0), n, out=np.full(parts.shape[1], 0.5), where=n > 0
    )
    return means


def _marks(words: Sequence[set[str]], known: Sequence[str]) -> "sparse.csr_matrix":
    """Which answer has which of the known words."""
    place = {word: column for column, word in enumerate(known)}
    columns = [sorted(place[word] for word in some if word in place) for some in words]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for some in columns for column in some], dtype=np.int64)
    shape = (len(words), len(known))
    return sparse.csr_matrix((np.ones(flat.size), flat, ends), shape=shape)


def _share(found: Estimate) -> Share:
    return Share(*(_known(float(one)) for one in (found.value, found.low, found.high)))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
