import numpy as np
import pytest

from cxscore.chains import CORRELATION, DRIVERS, MODERATE, OWN, POOLED, make_chain, other_rules
from cxscore.judges.drivers import JUDGE, STABLE
from cxscore.setting import Setting


@pytest.fixture(scope="module")
def chain():
    return make_chain(np.random.default_rng(1), 200, spread=MODERATE, locations=30)


def test_what_was_found_and_what_was_lost_are_told_by_the_true_gains(chain):
    best = chain.gains.argmax(axis=1)
    second = np.argsort(-chain.gains, axis=1)[:, 1]
    ranked = -np.sort(-chain.gains, axis=1)

    assert (chain.found(best), chain.lost(best)) == (1.0, 0.0)
    assert chain.found(second) == 0.0
    assert chain.lost(second) == pytest.approx(np.mean(1 - ranked[:, 1] / ranked[:, 0]))


def test_other_rules_are_those_of_numpy(chain):
    rows = chain.scores.reshape(30, 200, DRIVERS + 1).astype(float)
    gap = np.quantile(rows[..., :-1].mean(1), 0.75, axis=0) - rows[..., :-1].mean(1)
    gap = np.clip(gap, 0, None)
    by_correlation, by_slope = [], []
    for place, one in enumerate(rows):
        correlation = np.corrcoef(one.T)[:-1, -1]
        columns = np.column_stack([np.ones(200), one[:, :-1]])
        slope = np.linalg.lstsq(columns, one[:, -1], rcond=None)[0][1:]
        by_correlation.append(np.argmax(np.clip(correlation, 0, None) * gap[place]))
        by_slope.append(np.argmax(np.clip(slope, 0, None) * gap[place]))

    found = other_rules(chain.sums())

    assert found[CORRELATION].tolist() == by_correlation
    assert found[OWN].tolist() == by_slope
    assert chain.found(found[POOLED]) > 1 / DRIVERS


def test_answers_are_left_out_as_often_as_asked():
    chain = make_chain(np.random.default_rng(2), 100, spread=MODERATE, missing=0.4, locations=20)
    assert (chain.scores[:, :-1] < 0).mean() == pytest.approx(0.4, abs=0.01)
    assert (chain.scores[:, -1] > 0).all()


def test_a_small_trial_tells_of_every_kind_of_line():
    trials = {trial.line: trial for trial in JUDGE.try_once(Setting(3, small=True))}

    assert set(trials) <= {line.name for line in JUDGE.lines}
    assert {"driver-correlation", "driver-first-50-moderate", "driver-regret"} <= set(trials)
    assert 0 < trials[STABLE.name].ours < 0.5
    assert trials["driver-correlation"].ours > trials["driver-correlation"].usual
