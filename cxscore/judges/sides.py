"""Low and high answers: are two slopes told apart where there are two, and only there."""

from collections.abc import Iterator

import numpy as np

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxstats.asymmetry import asymmetric_effects

AREA = "Drivers"
HOLDS = Line(
    name="sides-interval",
    area=AREA,
    asks="How often does the 90% interval of “low counts more than high” hold the true difference?",
    per="share of ratings",
    bar=Bar(low=0.87, high=0.95),
)
# (below, above) in points of the outcome per point: alike, penalty only, reward only, both.
SLOPES = np.array([(0.3, 0.3), (0.5, 0.1), (0.1, 0.4), (0.0, 0.0), (0.4, 0.3), (0.2, 0.2)])
LOCATIONS, ANSWERS = 60, 100


def try_once(setting: Setting) -> Iterator[Trial]:
    """Ratings 1 to 5 that go together, two slopes each, locations with levels of their own."""
    rng = setting.rng("sides")
    n, p = LOCATIONS * ANSWERS, len(SLOPES)
    place = np.repeat(np.arange(LOCATIONS), ANSWERS)
    level = rng.normal(0, 0.3, (LOCATIONS, p))[place]
    felt = 3.8 + level + rng.normal(0, 0.7, (n, 1)) + rng.normal(0, 0.6, (n, p))
    rated = np.clip(np.rint(felt), 1, 5)
    pivot = np.full(p, 4.0)
    away = rated - pivot
    below, above = SLOPES[:, 0], SLOPES[:, 1]
    outcome = (np.minimum(away, 0) * below + np.maximum(away, 0) * above).sum(axis=1)
    outcome += rng.normal(0, 0.4, LOCATIONS)[place] + rng.normal(0, 1, n)
    found = asymmetric_effects(outcome, rated, place, pivot).contrast
    true = below - above
    holds = (found.low <= true) & (true <= found.high)
    yield Trial(HOLDS.name, float(holds.mean()), weight=p)


JUDGE = Judge(lines=(HOLDS,), try_once=try_once)
