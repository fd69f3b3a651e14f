"""The scorecard in small: few seeds, so a bar counts as missed only when chance cannot be why."""

import os
from collections.abc import Iterator
from math import isnan

import pytest

from cxscore.command import FIRST_SEED
from cxscore.judges import JUDGES, brands
from cxscore.line import Against
from cxscore.running import scored, try_all
from cxscore.score import Scored, Verdict
from cxscore.setting import Setting
from tests.conftest import REAL_DATA

SEEDS = 3
# Standard errors over three seeds are themselves rough.
ERRORS = 4.0


@pytest.fixture(scope="module")
def small() -> Iterator[dict[str, Scored]]:
    with pytest.MonkeyPatch.context() as patch:
        if REAL_DATA.is_dir():
            patch.setenv(brands.FOLDER, str(REAL_DATA / "nab"))
        elif os.environ.get("CI"):
            pytest.fail("the real data sets are missing: ../shared/data")
        settings = [Setting(FIRST_SEED + i, small=True) for i in range(SEEDS)]
        trials = [trial for setting in settings for trial in try_all(setting)]
        yield {one.line.name: one for one in scored(trials)}


def is_missed(one: Scored) -> bool:
    unit = {Against.USUAL_RATIO: one.usual, Against.ORACLE_RATIO: one.oracle}
    # Where all seeds agree, the number of cases says how far that may be chance.
    error = (one.error or 0.5 / one.cases**0.5) / unit.get(one.line.bar.against, 1.0)
    allowed = 0.0 if isnan(error) else ERRORS * error
    bar = one.line.bar
    low = bar.low is not None and one.compared < bar.low - allowed
    high = bar.high is not None and one.compared > bar.high + allowed
    return (low or high) and one.verdict != Verdict.AS_GOOD_AS_CAN_BE


@pytest.mark.slow
def test_no_bar_is_missed_by_more_than_chance(small):
    """Lines with a single trial have no error to be judged by; the large scorecard has many."""
    sure = [one for one in small.values() if not isnan(one.error) or one.verdict == Verdict.MET]
    assert [(one.line.name, one.compared) for one in sure if is_missed(one)] == []


@pytest.mark.slow
def test_every_judge_has_tried_something(small):
    real = REAL_DATA.is_dir()
    silent = [
        judge.lines[0].area
        for judge in JUDGES
        if small.keys().isdisjoint(line.name for line in judge.lines)
        and (real or judge is not brands.JUDGE)
    ]
    assert silent == []
