import numpy as np
import pandas as pd
import pytest

from cxsim.sales.memory import lasting_noise, remembered


def test_what_is_remembered_is_an_exponentially_weighted_mean():
    experience = np.random.default_rng(2).normal(8, 1, (3, 50))
    first = experience[:, :5].mean(axis=1, keepdims=True)
    series = pd.DataFrame(np.hstack([first, experience]).T)

    expected = series.ewm(halflife=5, adjust=False).mean().to_numpy().T[:, 1:]

    assert remembered(experience, half_life=5.0, lag=0) == pytest.approx(expected)
    assert remembered(experience, half_life=5.0, lag=4)[:, 4:] == pytest.approx(expected[:, :-4])


def test_without_half_life_and_lag_only_today_counts():
    experience = np.array([[8.0, 6.0, 9.0]])

    assert remembered(experience, half_life=0.0, lag=0).tolist() == [[8.0, 6.0, 9.0]]


def test_a_lag_longer_than_the_time_leaves_the_beginning():
    assert remembered(np.array([[8.0, 6.0]]), half_life=1.0, lag=9).tolist() == [[8.0, 8.0]]


def test_noise_without_persistence_is_fresh_each_day():
    noise = lasting_noise((50, 400), 0.2, 0.0, np.random.default_rng(1))

    assert noise.std() == pytest.approx(0.2, rel=0.03)
    assert abs(np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1]) < 0.02
