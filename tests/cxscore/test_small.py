"""The scorecard in small: few seeds, so a bar counts as missed only when chance cannot be why."""

from math import isnan

import pytest

from cxscore.command import FIRST_SEED
from cxscore.judges import JUDGES
from cxscore.line import Against
from cxscore.running import scored, try_all
from cxscore.score import Scored, Verdict
from cxscore.setting import Setting

SEEDS = 3
# Standard errors over three seeds are themselves rough.
ERRORS = 4.0


def unit(one: Scored) -> float:
    """What one of the bar's units is in units of the figure."""
    return {Against.USUAL_RATIO: one.usual, Against.ORACLE_RATIO: one.oracle}.get(
        one.line.bar.against, 1.0
    )


@pytest.fixture(scope="module")
def small() -> dict[str, Scored]:
    settings = [Setting(FIRST_SEED + i, small=True) for i in range(SEEDS)]
    trials = [trial for setting in settings for trial in try_all(setting)]
    return {one.line.name: one for one in scored(trials)}


@pytest.mark.slow
@pytest.mark.parametrize("name", [line.name for judge in JUDGES for line in judge.lines])
def test_no_bar_is_missed_by_more_than_chance(small, name):
    if name not in small:
        pytest.skip("this line needs data that is not on this machine")
    one = small[name]
    bar, error = one.line.bar, one.error / unit(one)
    error = 0.0 if isnan(error) else error
    low = None if bar.low is None else bar.low - ERRORS * error
    high = None if bar.high is None else bar.high + ERRORS * error
    holds = (low is None or one.compared >= low) and (high is None or one.compared <= high)
    assert holds or one.verdict == Verdict.AS_GOOD_AS_CAN_BE, one
