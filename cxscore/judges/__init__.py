"""Who judges what; one file for each area of the product."""

from cxscore.judges import (
    apart,
    brands,
    cases,
    changes,
    consistency,
    correlations,
    distinct,
    drivers,
    markers,
    quality,
    questions,
    scores,
    sides,
    sources,
    trends,
    week,
    week_chain,
    weights,
)
from cxscore.line import Judge

JUDGES: tuple[Judge, ...] = (
    scores.JUDGE,
    changes.JUDGE,
    apart.JUDGE,
    correlations.JUDGE,
    distinct.JUDGE,
    consistency.JUDGE,
    drivers.JUDGE,
    sides.JUDGE,
    markers.JUDGE,
    weights.JUDGE,
    questions.JUDGE,
    week.JUDGE,
    week_chain.JUDGE,
    quality.JUDGE,
    sources.JUDGE,
    trends.JUDGE,
    brands.JUDGE,
    cases.JUDGE,
)
