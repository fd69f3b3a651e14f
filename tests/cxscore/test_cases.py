"""The judge of recovery cases tries what it says."""

from cxscore.judges.cases import BUSY, CALM, JUDGE
from cxscore.setting import Setting


def test_no_order_keeps_more_than_the_one_that_knows_or_more_than_there_is():
    trials = {trial.line: trial for trial in JUDGE.try_once(Setting(5, small=True))}

    assert set(trials) == {BUSY.name, CALM.name}
    for trial in trials.values():
        assert 0 < trial.usual < trial.ours < trial.oracle < 1
