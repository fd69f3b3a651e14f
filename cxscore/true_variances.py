"""What the product's rule would name first if it knew how much locations truly differ."""

from dataclasses import replace

import numpy as np

from cxscore.chains import DRIVERS, Chain, Indices
from cxstats.covariance import pair_moments
from cxstats.effects import pooled_effects
from cxstats.information import gather_evidence, pair_overlap
from cxstats.priority import first_priorities
from cxstats.slope_fit import evaluate, posterior


def told_variances(chain: Chain) -> Indices:
    """First priorities (locations,) with the true spread of each effect in place of the found one.

    Rounded answers show effects smaller than they are felt; the true spreads are told on the scale
    of what is shown.
    """
    cross, drivers = chain.sums(), range(DRIVERS)
    found = pooled_effects(cross, DRIVERS, drivers)
    shown = found.mean.sum() / chain.effects.mean(axis=0).sum()
    variance = (shown * chain.effects.std(axis=0)) ** 2
    evidence = gather_evidence(pair_moments(cross), pair_overlap(cross), found.mean, found.sigma2)
    fit = evaluate(evidence, variance, found.sigma2)
    values, covariance = posterior(variance, fit)
    told = replace(found, effects=values, covariance=covariance)
    best = first_priorities(cross, DRIVERS, drivers, effects=told)
    return np.lexsort((-best.gain, -best.probability), axis=1)[:, 0]
