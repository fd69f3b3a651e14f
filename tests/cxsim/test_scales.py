import numpy as np
import pytest
from scipy.stats import norm

from cxsim.scales import ExpectedAnswer, to_scale


@pytest.mark.parametrize(("spread", "low", "high"), [(1.03, 1, 5), (0.5, 1, 5), (1.1, 0, 10)])
def test_mean_answer_is_the_sum_over_the_scale(spread, low, high):
    centres = np.linspace(low - 2.0, high + 2.0, 101)
    values = np.arange(low, high + 1)
    above = norm.sf(np.append(values[1:], np.inf) - 0.5, centres[:, None], spread)
    below = np.column_stack([np.ones(len(centres)), above[:, :-1]])
    exact = ((below - above) * values).sum(axis=1)

    answer = ExpectedAnswer(spread=spread, low=low, high=high)

    assert answer(centres) == pytest.approx(exact, abs=1e-4)


def test_slope_is_nearly_one_in_the_middle_and_vanishes_beyond_the_ends():
    answer = ExpectedAnswer(spread=0.8, low=0, high=10)

    assert answer.slope(np.array([5.0, 14.0])) == pytest.approx([1.0, 0.0], abs=1e-4)


def test_answers_stay_on_the_scale():
    felt = np.array([-3.0, 0.6, 2.4, 2.6, 9.0])

    assert to_scale(felt, low=1, high=5).tolist() == [1, 1, 2, 3, 5]
