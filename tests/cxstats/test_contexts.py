import itertools

import numpy as np
import pytest

from cxstats.contexts import LAGS, STEPS, context_novelty


def by_hand(values):
    """The definition, spelled out: look through all of the past for each context."""
    symbols = [int(np.floor(np.log2(1 + x) * STEPS)) for x in values]
    sets = [c for k in range(1, len(LAGS) + 1) for c in itertools.combinations(LAGS, k)]
    result = [0.0] * len(values)
    for i in range(LAGS[-1], len(values)):
        known = new_there = 0
        for lags in sets:
            past = [
                symbols[j]
                for j in range(LAGS[-1], i)
                if all(symbols[j - lag] == symbols[i - lag] for lag in lags)
            ]
            known += bool(past)
            new_there += bool(past) and symbols[i] not in past
        unseen = 1 - known / len(sets)
        result[i] = (unseen + (new_there / known if known else 1)) / 2
    return result


def test_it_is_what_its_definition_says():
    values = np.random.default_rng(1).poisson(3, 120)

    assert context_novelty(values) == pytest.approx(by_hand(values))


def test_what_comes_later_changes_nothing():
    values = np.random.default_rng(2).poisson(30, 200)

    assert context_novelty(values[:150]).tolist() == context_novelty(values)[:150].tolist()


def test_short_and_wrong_series():
    assert context_novelty([]).tolist() == []
    assert context_novelty([1.0, 2.0]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="finite values"):
        context_novelty([1.0, np.nan])
