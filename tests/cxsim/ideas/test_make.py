from collections import Counter
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.ideas.make import make_ideas
from cxsim.ideas.subjects import BRAND, TooManyIdeasError
from cxsim.places import make_places

PRESET = load_preset("restaurant-120")
IDEAS = PRESET.streams.ideas
FIRST_DAY = date(2025, 11, 22)
PLACES = make_places(config=PRESET, seed=7, first_day=FIRST_DAY)


def made(config=IDEAS, *, seed=3, places=PLACES, days=365):
    return make_ideas(
        config=config,
        style=PRESET.comments,
        seed=seed,
        first_day=FIRST_DAY,
        days=days,
        places=places,
        spoken=PRESET.countries,
    )


@pytest.fixture(scope="module")
def usual():
    return made()


def words(title):
    return set(title.lower().replace(":", " ").replace(",", " ").split())


def overlap(first, second):
    return len(words(first) & words(second)) / len(words(first) | words(second))


def test_the_same_seed_gives_the_same_ideas_and_another_does_not(usual):
    def rows(ideas):
        return {f.name: list(getattr(ideas, f.name)) for f in fields(ideas)}

    assert rows(made()[0]) == rows(usual[0])
    assert rows(made(seed=4)[0]) != rows(usual[0])


def test_as_many_ideas_and_twins_as_told(usual):
    ideas, _, truth = usual

    assert len(ideas.idea_id) == IDEAS.count
    assert sum(bool(twin) for twin in truth.twin_of) == round(IDEAS.count * IDEAS.twins)


def test_twins_come_later_propose_the_same_and_are_about_the_same_place(usual):
    ideas, _, truth = usual
    row = {idea: i for i, idea in enumerate(ideas.idea_id)}
    pairs = [(row[first], i) for i, first in enumerate(truth.twin_of) if first]

    assert all(first < twin for first, twin in pairs)
    assert all(ideas.location[first] == ideas.location[twin] for first, twin in pairs)
    assert all(truth.item[first] == truth.item[twin] for first, twin in pairs)
    assert all(truth.twin_of[first] == "" for first, _ in pairs)


def test_twins_share_more_words_than_others_do(usual):
    ideas, _, truth = usual
    row = {idea: i for i, idea in enumerate(ideas.idea_id)}
    twins = [(row[first], i) for i, first in enumerate(truth.twin_of) if first]
    same = [overlap(ideas.title[a], ideas.title[b]) for a, b in twins
            if ideas.language[a] == ideas.language[b]]  # fmt: skip
    rng = np.random.default_rng(0)
    others = [overlap(ideas.title[a], ideas.title[b])
              for a, b in rng.integers(0, IDEAS.count, (2000, 2)).tolist() if a != b]  # fmt: skip

    assert np.mean(same) > 0.35
    assert np.mean(others) < 0.1


def test_ideas_without_a_twin_differ_in_what_they_propose_or_where(usual):
    ideas, _, truth = usual
    first = [i for i, twin in enumerate(truth.twin_of) if not twin]
    said = Counter((ideas.title[i], ideas.location[i]) for i in first)

    assert max(said.values()) == 1


def test_votes_counted_are_the_votes_cast_and_nobody_votes_twice(usual):
    ideas, votes, _ = usual
    cast = Counter(votes.idea_id)

    assert [cast[idea] for idea in ideas.idea_id] == ideas.votes.tolist()
    assert max(Counter(zip(votes.idea_id, votes.member, strict=True)).values()) == 1


def test_nobody_votes_before_the_idea_or_after_the_end(usual):
    ideas, votes, _ = usual
    born = dict(zip(ideas.idea_id, ideas.created_on, strict=True))

    assert all(day >= born[idea] for idea, day in zip(votes.idea_id, votes.voted_on, strict=True))
    assert votes.voted_on.max() <= np.datetime64("2026-11-21")


def test_appeal_has_the_planted_tail():
    """Hill's estimate of the exponent of a Pareto distribution, over many ideas."""
    _, _, truth = made(replace(IDEAS, count=3000, twins=0.0))
    appeal = truth.appeal / truth.appeal.min()

    assert 1 / np.log(appeal).mean() == pytest.approx(IDEAS.tail, rel=0.06)
    assert truth.appeal.mean() == pytest.approx(IDEAS.votes)


def test_a_few_ideas_have_most_of_the_votes(usual):
    votes = np.sort(usual[0].votes)[::-1]

    assert votes[: len(votes) // 5].sum() > 0.5 * votes.sum()


def test_titles_name_their_place_and_no_gap_stays_open(usual):
    ideas, _, _ = usual
    for title, place in zip(ideas.title, ideas.location.tolist(), strict=True):
        assert "{" not in title
        assert place == BRAND or title.startswith(f"{PLACES[place].name}: ")


def test_ideas_come_in_every_language_and_status(usual):
    ideas, _, _ = usual

    assert set(ideas.language) == {"en", "de", "es"}
    assert set(ideas.status) == set(IDEAS.statuses)


def test_no_ideas_and_one_idea():
    assert made(replace(IDEAS, count=0))[0].title == []
    assert len(made(replace(IDEAS, count=1), places=PLACES[:1])[0].title) == 1


def test_more_ideas_than_proposals_are_refused():
    with pytest.raises(TooManyIdeasError, match="lower it"):
        made(replace(IDEAS, count=1000, twins=0.0), places=PLACES[:1])
