"""Detectors that others publish, in plain form, to stand beside ours on the same series.

On the 54 series of NAB's corpus at hand, scored by `cxscore.nab`, they come to 39.6 and 46.3 in
the standard profile; NAB's own table, over 58 series, says 39.6 and 47.1.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special, stats

Floats = NDArray[np.float64]


def windowed_gaussian(values: Floats, window: int = 6400, step: int = 100) -> Floats:
    """One minus the normal tail probability of each value, by the window before it.

    The window slides by `step`, as in NAB's own detector of this name.
    """
    score = np.zeros(len(values))
    first, last = 0, 0
    mean = spread = 0.0
    for i, value in enumerate(values):
        if last > first:
            score[i] = 1 - special.erfc(abs(value - mean) / spread / np.sqrt(2)) / 2
        full = i + 1 - window
        if full > 0 and full % step:
            continue
        first, last = max(full, 0), i + 1
        mean, spread = values[first:last].mean(), values[first:last].std() or 1e-6
    return score


def advec(values: Floats, period: int = 150, most: float = 0.002, alpha: float = 0.05) -> Floats:
    """Twitter's ADVec with the settings of NAB's table: 1 where a value is an outlier, else 0.

    Seasonal hybrid ESD: what is left of a value without its season, generalised extreme
    Studentized deviates with median and MAD. It sees the whole series at once, so it knows the
    future; its published score does so too.

    Source: Hochenbaum, J., Vallis, O. & Kejariwal, A. (2017). Automatic anomaly detection in the
    cloud via statistical learning. arXiv 1704.07706.
    """
    n = len(values)
    rest = values - _season(values, period) - np.median(values)
    left, removed, outliers = np.arange(n), [], 0
    for i in range(1, max(int(n * most), 1) + 1):
        here = rest[left]
        away = np.abs(here - np.median(here))
        mad = 1.4826 * np.median(away)
        if mad == 0:
            break
        worst = int(away.argmax())
        removed.append(left[worst])
        left = np.delete(left, worst)
        t = stats.t.ppf(1 - alpha / (2 * (n - i + 1)), n - i - 1)
        critical = t * (n - i) / np.sqrt((n - i - 1 + t**2) * (n - i + 1))
        if away[worst] / mad > critical:
            outliers = i
    score = np.zeros(n)
    score[removed[:outliers]] = 1
    return score


def _season(values: Floats, period: int, rounds: int = 6) -> Floats:
    """The mean of each phase without the trend; far values weigh little (Tukey's biweight)."""
    phase = np.arange(len(values)) % period
    weight, season = np.ones(len(values)), np.zeros(len(values))
    for _ in range(rounds):
        around = ndimage.uniform_filter1d(weight, 2 * period + 1, mode="nearest")
        level = ndimage.uniform_filter1d(
            weight * (values - season), 2 * period + 1, mode="nearest"
        ) / np.maximum(around, 1e-9)
        counted = np.maximum(np.bincount(phase, weight, period), 1e-9)
        means = np.bincount(phase, weight * (values - level), period) / counted
        season = (means - means.mean())[phase]
        away = np.abs(values - level - season)
        bound = 6 * np.median(away)
        weight = np.where(away < bound, (1 - (away / max(bound, 1e-12)) ** 2) ** 2, 0.0)
        if bound == 0:
            weight = np.ones(len(values))
    return season
