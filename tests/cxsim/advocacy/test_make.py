from collections import Counter
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from cxsim import load_preset
from cxsim.advocacy.make import make_advocacy

ADVOCACY = load_preset("restaurant-120").streams.advocacy
FIRST_DAY = date(2025, 11, 22)


def answers(n, days):
    rng = np.random.default_rng(0)
    return {
        "response_id": [f"R{i}" for i in range(n)],
        "location": rng.integers(0, 120, n),
        "day": rng.integers(0, days, n),
        "recommend": rng.integers(5, 11, n).astype(np.int8),
        "customer": [""] * n,
    }


def made(config=ADVOCACY, *, n=60_000, seed=3, days=365):
    return make_advocacy(
        config=config, seed=seed, first_day=FIRST_DAY, days=days, **answers(n, days)
    )


@pytest.fixture(scope="module")
def usual():
    return made()


def visits_of(offers, visits):
    count = Counter(visits.offer_id)
    return np.array([count[offer] for offer in offers.offer_id])


def test_the_same_seed_gives_the_same_offers_and_another_does_not(usual):
    def rows(offers):
        return {f.name: list(getattr(offers, f.name)) for f in fields(offers)}

    assert rows(made()[0]) == rows(usual[0])
    assert rows(made(seed=4)[0]) != rows(usual[0])


def test_asked_against_held_out_gives_the_planted_uplift():
    offers, _, visits, _ = made(n=400_000)
    count = visits_of(offers, visits)
    asked, held_out = count[~offers.held_out], count[offers.held_out]
    error = np.sqrt(asked.var() / len(asked) + held_out.var() / len(held_out))

    assert error < 0.004
    assert abs(asked.mean() - held_out.mean() - ADVOCACY.uplift) < 3 * error
    assert held_out.mean() == pytest.approx(ADVOCACY.usual_visits, abs=0.005)


def test_attributed_visits_claim_more_than_was_caused(usual):
    _, shares, visits, truth = usual

    assert shares.attributed_visits.sum() == visits.through_link.sum()
    assert shares.attributed_visits.sum() > truth.caused_visits.sum() > 0
    assert truth.caused_visits.sum() + truth.usual_visits.sum() == len(visits.offer_id)


def test_rewards_raise_sharing_by_as_much_as_told():
    offers, shares, _, truth = made(n=400_000)
    shared = np.isin(offers.offer_id, shares.offer_id)
    rate = {r: shared[~offers.held_out & (offers.rewarded == r)].mean() for r in (False, True)}

    assert rate[False] == pytest.approx(ADVOCACY.share_rate, rel=0.04)
    assert rate[True] / rate[False] == pytest.approx(ADVOCACY.reward_lift, rel=0.06)
    assert truth.expected_uplift.mean() == pytest.approx(ADVOCACY.uplift, rel=0.01)


def test_holding_out_is_by_chance_alone(usual):
    offers, _, _, _ = usual
    table = np.array([np.bincount(offers.location[offers.held_out == h], minlength=120)
                      for h in (True, False)])  # fmt: skip

    assert offers.held_out.mean() == pytest.approx(ADVOCACY.held_out, abs=0.01)
    assert stats.chi2_contingency(table).pvalue > 0.01


def test_those_held_out_share_nothing_and_nobody_comes_through_a_link_of_theirs(usual):
    offers, shares, visits, _ = usual
    held_out = set(np.array(offers.offer_id)[offers.held_out].tolist())
    through = np.array(visits.offer_id)[visits.through_link].tolist()

    assert held_out & set(shares.offer_id) == set()
    assert held_out & set(through) == set()


def test_only_happy_guests_are_chosen_and_all_windows_end_in_time(usual):
    offers, _, visits, _ = usual
    recommend = answers(60_000, 365)["recommend"]
    chosen = [int(response[1:]) for response in offers.response_id]
    day_of = dict(zip(offers.offer_id, offers.offered_on, strict=True))
    after = [
        (day - day_of[offer]).astype(int)
        for offer, day in zip(visits.offer_id, visits.visited_on, strict=True)
    ]

    assert set(recommend[chosen].tolist()) == {9, 10}
    assert set(after) == set(range(1, ADVOCACY.window_days + 1))
    assert visits.visited_on.max() <= np.datetime64("2026-11-21")


def test_a_known_customer_is_chosen_once():
    given = answers(3000, 365) | {"customer": [f"C{i % 100}" if i % 2 else "" for i in range(3000)]}
    offers, _, _, _ = make_advocacy(
        config=replace(ADVOCACY, chosen=1.0), seed=3, first_day=FIRST_DAY, days=365, **given
    )
    chosen = Counter(given["customer"][int(response[1:])] for response in offers.response_id)

    assert chosen.pop("") > 400
    assert set(chosen.values()) == {1}
    assert len(chosen) == 50


def test_reach_clicks_and_visits_are_three_numbers(usual):
    _, shares, _, _ = usual

    assert shares.potential_reach.mean() > shares.clicks.mean() > shares.attributed_visits.mean()
    assert shares.clicks.mean() == pytest.approx(ADVOCACY.clicks_a_share, rel=0.1)
    assert np.corrcoef(shares.potential_reach, shares.clicks)[0, 1] > 0.5


def test_no_uplift_leaves_both_alike():
    offers, _, visits, truth = made(replace(ADVOCACY, uplift=0.0))
    count = visits_of(offers, visits)

    assert truth.caused_visits.sum() == 0
    assert count[~offers.held_out].mean() == pytest.approx(count[offers.held_out].mean(), abs=0.015)


def test_nobody_is_asked_where_nobody_is_chosen_or_time_is_too_short():
    assert made(replace(ADVOCACY, chosen=0.0), n=50)[0].offer_id == []
    assert made(n=50, days=20)[1].share_id == []
    assert made(n=0)[2].offer_id == []


def test_an_uplift_beyond_all_clicks_is_refused():
    with pytest.raises(ValueError, match=r"advocacy\.uplift must be at most 0\.403"):
        made(replace(ADVOCACY, uplift=1.0), n=10)
