"""Response quality: each figure against another way to get it."""

import numpy as np
import pytest
from scipy import stats

from cxstats.bonus import bonus_effect, talked_up
from cxstats.careless import careless_answers
from cxstats.copies import Arrivals, copies
from cxstats.pace import pace
from cxstats.patterns import answer_patterns
from cxstats.straight import chance_of_straight
from cxstats.sums import NOT_ANSWERED, NOT_USED
from cxstats.suspicion import suspicion, weight_of

NAN = float("nan")


def longest_by_hand(row):
    given = [value for value in row if value > NOT_ANSWERED]
    best = run = 0
    for i, value in enumerate(given):
        run = run + 1 if i and given[i - 1] == value else 1
        best = max(best, run)
    return len(given), best


def test_patterns_are_what_a_loop_over_each_row_finds():
    rng = np.random.default_rng(1)
    scores = rng.choice(np.array([1, 2, 3, NOT_ANSWERED, NOT_USED], np.int16), (300, 7))
    found = answer_patterns(scores)

    by_hand = [longest_by_hand(row) for row in scores.tolist()]
    assert list(zip(found.answered.tolist(), found.longest.tolist(), strict=True)) == by_hand
    spread = [
        np.std([v for v in row if v > NOT_ANSWERED], ddof=1) if n > 1 else NAN
        for row, (n, _) in zip(scores.tolist(), by_hand, strict=True)
    ]
    np.testing.assert_allclose(found.spread, spread)
    assert found.straight.tolist() == [n >= 4 and n == longest for n, longest in by_hand]


def test_the_chance_of_straight_answers_is_that_of_a_sample_from_the_same_model():
    """Half a million people of the model itself, drawn by SciPy, in place of the quadrature."""
    k, r = 5, 0.5
    cuts = stats.norm.ppf([0.05, 0.15, 0.4, 0.75])
    cov = np.full((k, k), r) + (1 - r) * np.eye(k)
    drawn = stats.multivariate_normal(cov=cov, seed=3).rvs(500_000)
    scores = (np.searchsorted(cuts, drawn) + 1).astype(np.int16)
    chance = chance_of_straight(scores, 1, 5)
    straight = np.isfinite(chance)

    for value in (3, 4, 5):
        met = (scores == value).all(axis=1)
        assert (straight & met).sum() == met.sum()
        # The correlation is read off rounded answers, so the model knows it only nearly.
        assert chance[met][0] == pytest.approx(met.mean(), rel=0.25)


def test_pace_is_the_robust_deviation_of_scipy_and_forgives_an_open_page():
    rng = np.random.default_rng(2)
    seconds = np.exp(rng.normal(4, 0.4, (200, 1)))
    seconds[0] = 36_000
    log = np.log(seconds[:, 0])
    scale = stats.median_abs_deviation(log, scale="normal")
    np.testing.assert_allclose(
        pace(seconds, np.zeros(200, dtype=np.int64)), (log - np.median(log)) / scale
    )


def test_the_pace_over_pages_is_the_middle_one():
    seconds = np.exp(np.random.default_rng(3).normal(3, 0.3, (50, 3)))
    seconds[0] = [3_600, 1, 20]
    each = np.column_stack([pace(seconds[:, [p]], np.zeros(50, dtype=np.int64)) for p in range(3)])
    assert pace(seconds, np.zeros(50, dtype=np.int64))[0] == np.median(each[0])


@pytest.mark.parametrize(
    "seconds",
    [np.full((20, 1), 30.0), np.full((20, 1), np.nan), np.ones((9, 1)), np.zeros((12, 1))],
)
def test_no_pace_where_nothing_can_be_compared(seconds):
    assert np.isnan(pace(seconds, np.zeros(len(seconds), dtype=np.int64))).all()


def test_probabilities_of_carelessness_are_as_often_true_as_they_say():
    rng = np.random.default_rng(4)
    n = 20_000
    careless = rng.random(n) < 0.04
    straight = np.where(careless, rng.random(n) < 0.9, rng.random(n) < 0.06)
    chance = np.where(straight, np.where(careless & (rng.random(n) < 0.75), 0.002, 0.06), NAN)
    found = careless_answers(chance, np.where(careless, rng.normal(-3, 1, n), rng.normal(0, 1, n)))

    assert found.share == pytest.approx(0.04, abs=0.01)
    assert found.hurry == pytest.approx(-3, abs=0.3)
    for low in (0.5, 0.8):
        doubted = found.probability >= low
        assert careless[doubted].mean() >= found.probability[doubted].mean() - 0.05
    assert careless_answers(np.array([]), np.array([])).probability.shape == (0,)


def test_happy_people_who_take_their_time_are_not_doubted():
    chance, calm = np.full(300, 0.15), np.random.default_rng(5).normal(0, 1, 300)
    assert careless_answers(chance, calm).probability.max() < 0.5


def came(minutes, scores, *, receipts=None, devices=None, places=None):
    n = len(minutes)
    unknown = np.full(n, -1)
    return copies(
        Arrivals(
            np.zeros(n, dtype=np.int64) if places is None else np.array(places),
            np.array(minutes),
            np.array(scores, dtype=np.int16),
            unknown if receipts is None else np.array(receipts),
            unknown if devices is None else np.array(devices),
        )
    )


def many(n=200, seed=6):
    rng = np.random.default_rng(seed)
    return np.sort(rng.integers(0, 100_000, n)), rng.integers(1, 6, (n, 6)).astype(np.int16)


def test_the_second_copy_is_doubted_and_the_first_is_not_in_whatever_order_they_stand():
    minutes, scores = many()
    minutes, scores = np.r_[minutes, minutes[10] + 2], np.vstack([scores, scores[10]])
    scores[-1, 3] = NOT_ANSWERED
    found = came(minutes, scores)
    assert np.flatnonzero(found.copied > 0.5).tolist() == [200]
    order = np.random.default_rng(7).permutation(201)
    np.testing.assert_array_equal(came(minutes[order], scores[order]).copied, found.copied[order])


def test_two_guests_who_liked_everything_are_no_copies():
    minutes, _ = many()
    assert came(minutes, np.full((200, 6), 5)).copied.max() < 0.05


def test_the_odds_of_a_copy_are_multiplied_by_hand():
    """Prior 0.003; no other answer is like it (half of one in four); both keys agree."""
    scores = [[1, 2, 3], [1, 2, 3], [5, 5, 5], [4, 4, 4]]
    found = came([0, 5, 900, 2000], scores, receipts=[1, 1, 2, 3], devices=[4, 4, 5, 6])
    odds = 0.003 / (0.5 / 4 * 0.02 / 0.95 * 0.1 / 0.95)
    assert found.copied[1] == pytest.approx(odds / (1 + odds))
    assert found.reused.tolist() == [0.0, 0.4, 0.0, 0.0]
    assert found.at_once.tolist() == [2, 2, 1, 1]


def test_a_burst_of_one_device_is_doubted_and_a_shared_tablet_is_not():
    minutes, scores = many(300)
    devices = np.full(300, 1)
    burst = np.r_[minutes, 50_000 + np.arange(8)]
    found = came(burst, np.vstack([scores, scores[:8]]), devices=np.r_[devices, np.full(8, 2)])
    assert found.forged[300:].min() > 0.99
    assert (found.forged[:300] > 0.5).mean() < 0.02


def test_the_effect_near_a_bonus_is_what_the_beta_binomial_of_scipy_says():
    rng = np.random.default_rng(8)
    n_far, n_near = rng.integers(50, 200, 30), rng.integers(5, 30, 30)
    far = rng.binomial(n_far, rng.beta(20, 80, 30))
    near = rng.binomial(n_near, 0.2)
    found = bonus_effect(near, n_near, far, n_far)

    usual, p = found.usual, found.p
    sharper = stats.binom.sf(near - 1, n_near, usual)
    # What is usual at a place is itself not certain, so the p value is never far below this one.
    assert (p > sharper - 0.05).all()
    assert np.corrcoef(p, sharper)[0, 1] > 0.99
    assert found.suspected.sum() == 0


def test_planted_talkers_are_found_and_their_share_is_about_right():
    rng = np.random.default_rng(9)
    n_far, n_near = np.full(100, 300), np.full(100, 60)
    q = rng.beta(20, 80, 100)
    share = np.where(np.arange(100) < 8, 0.5, 0.0)
    near = rng.binomial(n_near, q + share * (1 - q))
    found = bonus_effect(near, n_near, rng.binomial(n_far, q), n_far)

    assert found.suspected[:8].all()
    assert found.suspected[8:].sum() <= 2
    assert found.probability[:8].min() > 0.95
    assert found.share[:8].mean() == pytest.approx(0.5, abs=0.08)
    assert talked_up(found, np.arange(8)).min() > 0.6


@pytest.mark.filterwarnings("error")
def test_places_with_nothing_near_or_nothing_at_all_have_no_p_value():
    none = np.zeros(3, dtype=np.int64)
    found = bonus_effect(none, none, none, none)
    assert np.isnan(found.p).all()
    np.testing.assert_allclose(found.probability, 0.05)
    assert bonus_effect(none[:0], none[:0], none[:0], none[:0]).p.shape == (0,)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_answers_are_no_reason_to_doubt(n):
    scores = np.full((n, 6), 5, dtype=np.int16)
    assert (np.nan_to_num(chance_of_straight(scores, 1, 5)) <= 1).all()
    found = came(np.arange(n) * 100, scores)
    assert suspicion(np.column_stack([found.copied, found.forged])).max(initial=0) < 0.5


def test_reasons_add_up_like_independent_chances_and_a_weight_is_never_nothing():
    p = suspicion(np.array([[0.3, 0.5, 0.0], [1.0, NAN, 0.2]]))
    np.testing.assert_allclose(p, [1 - 0.7 * 0.5, 1.0])
    np.testing.assert_allclose(weight_of(p), [0.35, 0.05])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: answer_patterns(np.zeros(3, dtype=np.int16)),
        lambda: chance_of_straight(np.array([[9]], dtype=np.int16), 1, 5),
        lambda: pace(np.zeros((3, 1)), np.zeros(2, dtype=np.int64)),
        lambda: careless_answers(np.zeros(2), np.zeros(3)),
        lambda: came([1, 2], [[1]]),
        lambda: bonus_effect(np.array([2]), np.array([1]), np.array([0]), np.array([1])),
        lambda: suspicion(np.array([[2.0]])),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"want|outside|differ|more best"):
        wrong()
