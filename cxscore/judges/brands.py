"""Bursts of brand mentions that people marked: the Numenta Anomaly Benchmark's tweets.

The series are not shipped. The lines are tried where `CXSCORE_NAB` names a folder that lies as
NAB's repository, and are left out elsewhere.
"""

import math
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cxscore.burst_peers import advec, windowed_gaussian
from cxscore.burst_trial import our_scores
from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.nab import sweep
from cxscore.nab_files import Labelled, read_folder
from cxscore.setting import Setting
from cxstats.bursts import FALSE_ALARMS

AREA = "Brand mentions"
FOLDER = "CXSCORE_NAB"
ASKS = "How well are bursts of mentions found that people marked, by the rule of NAB?"
PER = "points: 0 is no alarm at all, 100 every burst at its first moment"
GAUSSIAN = Line(
    name="burst-brands",
    area=AREA,
    asks=ASKS,
    per=PER,
    bar=Bar(low=0.0, against=Against.USUAL_DIFFERENCE),
    usual="Windowed Gaussian, its threshold fitted to these very series",
    percent=False,
)
ADVEC = Line(
    name="burst-brands-advec",
    area=AREA,
    asks=ASKS,
    per=PER,
    bar=Bar(low=0.0, against=Against.USUAL_DIFFERENCE),
    usual="Twitter's ADVec, which sees the whole series at once",
    percent=False,
)


def try_once(setting: Setting) -> Iterator[Trial]:
    """Each series is tried by one seed: there is no chance in it that more seeds would show."""
    folder = os.environ.get(FOLDER, "")
    series = _series(folder) if folder else ()
    number = setting.seed % 1000
    if number >= len(series):
        return
    one = series[number]
    ours = sweep([our_scores(one)], [one.windows], threshold=-math.log(FALSE_ALARMS)).score
    gaussian = sweep([windowed_gaussian(one.values)], [one.windows], threshold=_fitted(folder))
    theirs = sweep([advec(one.values)], [one.windows], threshold=1.0)
    weight = len(one.windows)
    yield Trial(GAUSSIAN.name, ours, gaussian.score, weight=weight)
    yield Trial(ADVEC.name, ours, theirs.score, weight=weight)


@lru_cache(maxsize=1)
def _series(folder: str) -> tuple[Labelled, ...]:
    return tuple(one for one in read_folder(Path(folder)) if one.windows)


@lru_cache(maxsize=1)
def _fitted(folder: str) -> float:
    series = _series(folder)
    scores = [windowed_gaussian(one.values) for one in series]
    return sweep(scores, [one.windows for one in series]).threshold


JUDGE = Judge(lines=(GAUSSIAN, ADVEC), try_once=try_once)
