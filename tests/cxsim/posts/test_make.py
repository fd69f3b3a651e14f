from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.posts.make import make_posts
from cxsim.posts.roots import BRAND, NO_CRISIS

PRESET = load_preset("restaurant-120")
POSTS = PRESET.streams.posts
CALM = replace(POSTS, crises=replace(POSTS.crises, count=0))
SILENT = replace(CALM, reviews_a_day=0.0, posts_a_day=0.0, brand_posts_a_day=0.0)


def made(config, scene, *, seed=3):
    return make_posts(config=config, style=PRESET.comments, seed=seed, scene=scene)


@pytest.fixture(scope="module")
def usual(scene):
    return made(POSTS, scene)


def rows_of(posts):
    return {f.name: list(getattr(posts, f.name)) for f in fields(posts)}


def test_the_same_seed_gives_the_same_posts_and_another_does_not(scene, usual):
    assert rows_of(made(POSTS, scene)[0]) == rows_of(usual[0])
    assert rows_of(made(POSTS, scene, seed=4)[0]) != rows_of(usual[0])


def test_every_network_shows_what_it_has(usual):
    posts, _, _ = usual
    seen = {(posts.network[i], posts.kind[i]) for i in range(len(posts.kind))}

    assert sorted(seen) == [
        ("maps", "review"),
        ("microblog", "post"),
        ("microblog", "reshare"),
        ("pictures", "post"),
        ("pictures", "reshare"),
        ("tables", "review"),
    ]
    is_review = np.array(posts.kind) == "review"
    assert set(posts.stars[is_review].tolist()) == {1, 2, 3, 4, 5}
    assert set(posts.stars[~is_review].tolist()) == {0}


def test_posts_stand_in_the_order_of_time_and_reshares_come_after_what_they_reshare(usual):
    posts, truth, _ = usual
    row = {post: i for i, post in enumerate(posts.post_id)}
    reshared = [(row[up], i) for i, up in enumerate(posts.reshares) if up]

    assert (np.diff(posts.posted_at).astype(int) >= 0).all()
    assert len(reshared) > 500
    assert all(up < i and posts.text[up] == posts.text[i] for up, i in reshared)
    assert [truth.generation[i] - truth.generation[up] for up, i in reshared] == [1] * len(reshared)


def test_the_share_of_reshares_gives_the_branching_ratio_back(scene):
    """A reshared first post leads to 1 / (1 − b) posts, so of all posts b are reshares."""
    posts, _, _ = made(replace(CALM, reviews_a_day=0.0, posts_a_day=0.5), scene)
    share = Counter(posts.kind)["reshare"] / len(posts.kind)

    assert share == pytest.approx(POSTS.branching, abs=0.015)


def test_stars_follow_the_experience(scene):
    ladder = np.linspace(5.0, 9.5, len(scene.places))[:, None]
    graded = replace(scene, experience=np.repeat(ladder, 365, axis=1))
    posts, _, _ = made(replace(CALM, reviews_a_day=1.0), graded)
    is_review = posts.stars > 0
    count = np.bincount(posts.location[is_review], minlength=len(ladder))
    mean = np.bincount(posts.location[is_review], posts.stars[is_review]) / count

    assert np.corrcoef(mean, ladder[:, 0])[0, 1] > 0.97


def test_strong_feelings_make_worst_and_best_reviews_more_frequent(scene):
    def shares(extremes):
        config = replace(CALM, extremes=extremes, reviews_a_day=1.0, posts_a_day=0.0)
        return np.bincount(made(config, scene)[0].stars, minlength=6)[1:]

    mild, strong = (shares(extremes) / shares(extremes).sum() for extremes in (0.0, 2.0))

    assert strong[0] > 2 * mild[0]
    assert strong[4] > mild[4]
    assert strong[3] < mild[3]


def test_a_crisis_is_seen_in_the_number_of_posts_and_in_what_they_say(usual):
    posts, truth, crises = usual
    for crisis in range(POSTS.crises.count):
        mine = truth.crisis == crisis
        start = posts.posted_at[mine].min()
        day = np.timedelta64(1, "D")
        same = posts.location == crises.location[crisis]
        during = same & (posts.posted_at >= start) & (posts.posted_at < start + 2 * day)
        before = same & (posts.posted_at >= start - 28 * day) & (posts.posted_at < start)

        assert during.sum() > 5 * (before.sum() / 14 + 1)
        assert truth.felt[mine].mean() < 4
        assert {truth.item[i] for i in np.flatnonzero(mine)} == {crises.item[crisis]}
        assert set(posts.location[mine].tolist()) == {int(crises.location[crisis])}


def test_a_crisis_brings_as_many_first_posts_as_planned_and_fades_as_told(scene):
    crises = replace(POSTS.crises, count=40, between=(0.1, 0.8), branching=0.0)
    posts, truth, plan = made(replace(SILENT, crises=crises), scene)
    minute = (posts.posted_at - np.datetime64("2025-11-22")).astype("timedelta64[s]").astype(int)
    after = minute / 60 - plan.onset_minute[truth.crisis]
    expected = 60 * (crises.rise_hours / 2 + plan.decay_hours[truth.crisis])

    assert len(posts.text) == pytest.approx(plan.expected_posts.sum(), rel=0.05)
    # Clocks of the locations are up to two hours ahead of UTC.
    assert (after / expected).mean() == pytest.approx(1.0, abs=0.06)


def test_times_are_those_of_utc(scene):
    """In Berlin the busiest hours of the evening lie an hour or two earlier in UTC."""
    hours = tuple(1.0 if hour == 19 else 0.0 for hour in range(24))
    config = replace(CALM, hours=hours, brand_posts_a_day=0.0, branching=0.0)
    posts, _, _ = made(config, scene)
    in_berlin = [scene.places[i].time_zone == "Europe/Berlin" for i in posts.location.tolist()]
    hour = posts.posted_at.astype("datetime64[h]").astype(int) % 24

    assert set(hour[in_berlin].tolist()) == {17, 18}
    assert set(hour.tolist()) == {17, 18, 19}


def test_posts_name_what_they_are_about_and_reviews_do_not(scene, usual):
    posts, _, _ = usual
    for i in range(0, len(posts.kind), 50):
        if posts.kind[i] == "review":
            assert "Harbour" not in posts.text[i].partition("@ ")[2]
        elif posts.location[i] == BRAND:
            assert posts.text[i].endswith(" #HarbourTable")
        else:
            name = scene.places[posts.location[i]].name
            assert posts.text[i].endswith(f" @ Harbour Table {name}")


def test_crises_leave_what_is_usual_as_it_was(scene, usual):
    posts, truth, _ = usual
    calm, _, _ = made(CALM, scene)
    is_usual = (truth.crisis == NO_CRISIS) & (truth.generation == 0)
    first = np.array(calm.kind) != "reshare"

    assert posts.posted_at[is_usual].tolist() == calm.posted_at[first].tolist()


def test_nothing_is_said_where_nothing_happens(scene):
    posts, truth, crises = made(SILENT, scene)

    assert posts.text == []
    assert truth.item == []
    assert crises.item == []


def test_one_location_on_one_day_is_enough(scene):
    alone = replace(scene, places=scene.places[:1], teams=scene.teams[:1], size=scene.size[:1],
                    experience=np.full((1, 1), 8.0), level=scene.level[:1])  # fmt: skip
    posts, _, _ = made(replace(CALM, reviews_a_day=50.0), alone)

    assert set(posts.location.tolist()) <= {0, BRAND}
    assert len(posts.text) > 5
