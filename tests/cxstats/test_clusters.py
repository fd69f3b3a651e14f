import numpy as np
import pandas as pd
import pingouin
import pytest

from cxstats.clusters import design_effect_of_clusters


def test_the_correlation_within_clusters_is_that_of_pingouin():
    rng = np.random.default_rng(5)
    clusters, m = 40, 6
    level = rng.normal(0, 1, clusters)
    values = np.repeat(level, m) + rng.normal(0, 2, clusters * m)
    table = pd.DataFrame(
        {
            "of": np.repeat(np.arange(clusters), m),
            "by": np.tile(np.arange(m), clusters),
            "y": values,
        }
    )
    icc = pingouin.intraclass_corr(table, targets="of", raters="by", ratings="y")
    theirs = float(icc["ICC"].iloc[0])
    found = design_effect_of_clusters(values, np.zeros(len(values), int), table["of"].to_numpy())
    assert found.alike == pytest.approx(theirs, abs=1e-10)
    assert found.effect == pytest.approx(1 + 5 * theirs, abs=1e-9)
    assert (found.clusters, found.size) == (40, 6.0)


def test_the_effect_is_that_of_means_over_many_draws():
    """The variance of a mean of clustered answers, by simulation, against single answers."""
    rng = np.random.default_rng(6)
    sizes = np.repeat([2, 10, 30], 10)
    cluster = np.repeat(np.arange(30), sizes)
    draws = rng.normal(0, 0.5, (20_000, 30))[:, cluster] + rng.normal(0, 1, (20_000, sizes.sum()))
    true = draws.mean(axis=1).var() / (1.25 / sizes.sum())
    said = [
        design_effect_of_clusters(row, np.zeros(len(row), int), cluster).effect
        for row in draws[:400]
    ]
    assert np.mean(said) == pytest.approx(true, rel=0.08)


def test_differences_between_places_are_no_clusters():
    rng = np.random.default_rng(7)
    place = np.repeat(np.arange(20), 60)
    values = place + rng.normal(0, 1, 1200)
    found = design_effect_of_clusters(values, place, np.arange(1200) % 6)
    assert found.effect == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("n", [0, 1, 9])
def test_too_few_clusters_say_nothing(n):
    assert design_effect_of_clusters(np.ones(n), np.zeros(n, int), np.arange(n)) is None


def test_equal_answers_are_no_more_alike_than_chance():
    found = design_effect_of_clusters(np.ones(60), np.zeros(60, int), np.arange(60) // 3)
    assert (found.alike, found.effect) == (0.0, 1.0)
