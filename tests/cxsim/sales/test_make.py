from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from cxsim import load_preset
from cxsim.sales.make import make_sales

SALES = load_preset("restaurant-120").streams.sales
FIRST_DAY = date(2025, 11, 22)
QUIET = replace(SALES, noise=0.0, shared_noise=0.0, elasticity_spread=0.0, ticket_noise=0.0)


def experience_with_steps(n_places=40, days=400, *, seed=1):
    """Every location gets better or worse by up to a point on one day."""
    rng = np.random.default_rng(seed)
    step = rng.uniform(-1.0, 1.0, n_places)[:, None]
    since = np.arange(days) >= rng.integers(60, 340, n_places)[:, None]
    return 8.0 + rng.normal(0.0, 0.2, (n_places, 1)) + step * since


def made(config, experience, *, seed=3, countries=None):
    n_places = len(experience)
    return make_sales(
        config=config,
        seed=seed,
        first_day=FIRST_DAY,
        countries=countries or ["GB"] * n_places,
        size=np.ones(n_places),
        experience=experience,
    )


def by_place(column, experience):
    return column.reshape(experience.shape)


def without_place_and_day(values):
    """Two-way fixed effects of a full table, taken out by its means."""
    return (values - values.mean(1, keepdims=True) - values.mean(0) + values.mean()).ravel()


def test_a_regression_of_log_sales_on_log_experience_finds_the_planted_elasticity():
    experience = experience_with_steps()
    sales, truth = made(SALES, experience)
    groups = np.repeat(np.arange(len(experience)), experience.shape[1])

    fit = sm.OLS(
        without_place_and_day(np.log(by_place(sales.sales, experience))),
        without_place_and_day(np.log(truth.remembered)),
    ).fit(cov_type="cluster", cov_kwds={"groups": groups})

    planted = SALES.transactions_elasticity + SALES.ticket_elasticity
    assert fit.bse[0] < 0.06
    assert abs(fit.params[0] - planted) < 3 * fit.bse[0]


def test_the_ticket_has_an_elasticity_of_its_own():
    experience = experience_with_steps()
    sales, truth = made(SALES, experience)
    ticket = by_place(sales.sales / sales.transactions, experience)

    fit = sm.OLS(
        without_place_and_day(np.log(ticket)), without_place_and_day(np.log(truth.remembered))
    ).fit()

    assert abs(fit.params[0] - SALES.ticket_elasticity) < 3 * fit.bse[0]


def test_no_elasticity_means_that_experience_moves_nothing():
    none = replace(QUIET, transactions_elasticity=0.0, ticket_elasticity=0.0)
    good, _ = made(none, np.full((3, 100), 9.0))
    bad, _ = made(none, np.full((3, 100), 4.0))

    assert good.sales.tolist() == bad.sales.tolist()


def test_the_week_is_as_told():
    sales, _ = made(QUIET, np.full((60, 364), 8.0))
    weekday = (sales.day.astype(int) + 3) % 7
    found = np.array([sales.transactions[weekday == day].mean() for day in range(7)])
    told = np.array(list(SALES.weekdays.values()))

    assert found / found.mean() == pytest.approx(told / told.mean(), rel=0.02)


def test_a_closed_weekday_sells_nothing():
    closed = replace(SALES, weekdays=SALES.weekdays | {"Su": 0.0})
    sales, _ = made(closed, np.full((3, 70), 8.0))
    is_sunday = (sales.day.astype(int) + 3) % 7 == 6

    assert (sales.transactions[is_sunday] == 0).all()
    assert (sales.sales[is_sunday] == 0).all()
    assert (sales.sales[~is_sunday] > 0).all()


def test_a_holiday_counts_only_in_its_countries():
    countries = ["IE"] * 50 + ["GB"] * 50
    sales, _ = made(QUIET, np.full((100, 365), 8.0), countries=countries)
    on_it = sales.transactions[sales.day == np.datetime64("2026-03-17")]
    week_before = sales.transactions[sales.day == np.datetime64("2026-03-10")]
    grown = on_it / week_before

    assert grown[:50].mean() == pytest.approx(1.5, abs=0.05)
    assert grown[50:].mean() == pytest.approx(1.0, abs=0.05)


def test_noise_lasts_as_long_as_told():
    config = replace(QUIET, noise=0.3, persistence=0.6, transactions=100_000.0)
    sales, truth = made(config, np.full((80, 365), 8.0))
    noise = np.log(by_place(sales.sales, truth.expected) / truth.expected)
    noise -= noise.mean(axis=1, keepdims=True)

    assert noise.std() == pytest.approx(0.3, rel=0.03)
    assert np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1] == pytest.approx(
        0.6, abs=0.02
    )


def test_each_location_takes_its_own_currency():
    sales, _ = made(SALES, np.full((2, 3), 8.0), countries=["IE", "GB"])

    assert sales.currency == ["EUR"] * 3 + ["GBP"] * 3
    assert sales.location.tolist() == [0, 0, 0, 1, 1, 1]
    assert [str(day) for day in sales.day[:3]] == ["2025-11-22", "2025-11-23", "2025-11-24"]


def test_the_same_seed_gives_the_same_sales_and_another_does_not():
    experience = np.full((2, 30), 8.0)
    first, again, other = (made(SALES, experience, seed=seed)[0] for seed in (3, 3, 4))

    assert first.sales.tolist() == again.sales.tolist()
    assert first.sales.tolist() != other.sales.tolist()


def test_one_location_and_one_day_are_enough():
    sales, truth = made(SALES, np.array([[8.0]]))

    assert len(sales.sales) == 1
    assert truth.remembered.tolist() == [[8.0]]


def test_an_experience_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        made(SALES, np.zeros((2, 5)))
