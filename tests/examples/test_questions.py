"""The airport's form: what each question tells, and the shortest form on other passengers."""

import numpy as np
import pytest

from cxstats.dominance import general_dominance
from cxstats.items import overlap_of_items
from cxstats.pooled_pairs import pool_pairs
from cxstats.shortform import order_kept, shortest_form
from cxstats.sums import cross_sums


@pytest.fixture(scope="module")
def airport(read_example):
    """Ratings of 2018, the recommend question last, by halves of the passengers."""
    found = read_example("sfo/2018.toml", "sfo_customer_survey/2018*.csv.gz")
    items = found.mapping.rated_items
    drivers = [i for i, item in enumerate(items) if item.role == "driver"]
    outcome = [i for i, item in enumerate(items) if item.code == "recommend"]
    scores = found.scores[:, [*drivers, *outcome]]
    half = np.random.default_rng(20).random(len(scores)) < 0.5

    def pairs(rows):
        chosen = scores[rows]
        return pool_pairs(cross_sums(chosen, np.arange(len(chosen)) % 25, 25))

    return pairs(np.ones(len(scores), dtype=bool)), pairs(half), pairs(~half)


def shares(pairs, items):
    chosen = pairs.items(items)
    found, _explained = general_dominance(chosen.correlations())
    return found[0]


def test_the_form_can_be_shorter_and_other_passengers_keep_the_order(airport):
    whole, half, other = airport
    p = whole.n_items - 1

    form = shortest_form(whole)
    by_half = shortest_form(half)

    assert 2 <= len(form.kept) < p
    assert form.agreement >= 0.95
    assert form.sure >= 0.9
    full = shares(other, list(range(p + 1)))
    short = np.zeros(p)
    short[list(by_half.kept)] = shares(other, [*by_half.kept, p])
    assert order_kept(full, short) > 0.9


def test_the_two_information_booths_tell_the_same(airport, read_example):
    """Lower and upper level: who used one rates the other alike, and hardly anything else."""
    whole, *_halves = airport
    found = read_example("sfo/2018.toml", "sfo_customer_survey/2018*.csv.gz")
    drivers = [item.label for item in found.mapping.rated_items if item.role == "driver"]

    overlap = overlap_of_items(whole, range(len(drivers))).redundancy

    two = sorted(np.argsort(overlap.value)[-2:].tolist())
    assert [drivers[i][:18] for i in two] == ["Information booths"] * 2
    assert (overlap.low[two] > 0.8).all()
