from dataclasses import replace

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.posts.roots import BRAND, DAY, ordinary_roots

POSTS = load_preset("restaurant-120").streams.posts
ONLY_REVIEWS = replace(POSTS, posts_a_day=0.0, brand_posts_a_day=0.0)


def drawn(config, *, n_places=1, days=364, size=None):
    size = np.ones(n_places) if size is None else size
    return ordinary_roots(config=config, seed=2, first_weekday=0, days=days, size=size)


def counts_by_day(roots, days):
    return np.bincount((roots.minute // DAY).astype(int), minlength=days)


def test_counts_are_more_uneven_than_chance_by_the_planted_dispersion():
    """Fano factor of a negative binomial: variance / mean is 1 + mean / dispersion."""
    even = dict.fromkeys(POSTS.weekdays, 1.0)
    config = replace(ONLY_REVIEWS, reviews_a_day=6.0, dispersion=2.0, weekdays=even)
    counts = counts_by_day(drawn(config, days=6000), 6000)

    assert counts.mean() == pytest.approx(6.0, rel=0.03)
    assert counts.var() / counts.mean() == pytest.approx(1 + 6 / 2, rel=0.08)


def test_the_week_is_as_told():
    config = replace(ONLY_REVIEWS, reviews_a_day=20.0, dispersion=50.0)
    counts = counts_by_day(drawn(config, days=7 * 300), 7 * 300).reshape(300, 7).mean(axis=0)
    told = np.array(list(POSTS.weekdays.values()))

    assert counts / counts.mean() == pytest.approx(told / told.mean(), rel=0.04)


def test_the_hours_are_as_told():
    roots = drawn(replace(ONLY_REVIEWS, reviews_a_day=50.0), days=600)
    found = np.bincount((roots.minute % DAY // 60).astype(int), minlength=24)
    told = np.array(POSTS.hours)

    assert found / found.sum() == pytest.approx(told / told.sum(), abs=0.006)


def test_busier_locations_are_spoken_of_more():
    roots = drawn(replace(ONLY_REVIEWS, reviews_a_day=2.0), n_places=2, size=np.array([1.0, 4.0]))
    count = np.bincount(roots.location)

    assert count[1] / count[0] == pytest.approx(4.0, rel=0.15)


def test_reviews_are_about_locations_and_only_posts_about_the_brand():
    roots = drawn(POSTS, n_places=3)

    assert set(roots.location[roots.is_review].tolist()) == {0, 1, 2}
    assert set(roots.location[~roots.is_review].tolist()) == {BRAND, 0, 1, 2}
