import numpy as np
import pytest

from cxsim.posts.authors import make_crowd
from cxsim.posts.cascades import NO_PARENT, spread

FOREVER = 1e12


def crowd(people=5000, audience_spread=1.0):
    rng = np.random.default_rng(4)
    return make_crowd(
        people=people, audience=100.0, spread=audience_spread, countries=["GB"], rng=rng
    )


def cascades(branching, *, n=20_000, until=FOREVER, audience_spread=1.0):
    return spread(
        crowd=crowd(audience_spread=audience_spread),
        seed=1,
        minute=np.zeros(n),
        branching=np.full(n, branching),
        wait=60.0,
        until=until,
    )


@pytest.mark.parametrize("branching", [0.2, 0.6])
def test_a_first_post_leads_to_as_many_as_the_branching_ratio_says(branching):
    sizes = np.bincount(cascades(branching).root)

    assert sizes.mean() == pytest.approx(1 / (1 - branching), rel=0.05)


def test_sizes_of_cascades_follow_borel_when_all_authors_are_alike():
    """The total progeny of Poisson offspring: P(1) = e^−b, P(2) = b e^−2b, P(3) = 3/2 b² e^−3b."""
    sizes = np.bincount(cascades(0.5, audience_spread=0.0).root)
    b = 0.5
    expected = [np.exp(-b), b * np.exp(-2 * b), 1.5 * b**2 * np.exp(-3 * b)]

    assert [(sizes == k).mean() for k in (1, 2, 3)] == pytest.approx(expected, abs=0.01)


def test_reshares_come_after_an_exponential_wait():
    found = cascades(0.5)
    child = found.parent != NO_PARENT
    wait = found.minute[child] - found.minute[found.parent[child]]

    assert wait.mean() == pytest.approx(60.0, rel=0.04)
    assert wait.std() == pytest.approx(60.0, rel=0.05)


def test_every_reshare_hangs_on_a_post_of_the_generation_before():
    found = cascades(0.6)
    child = found.parent != NO_PARENT

    assert (found.generation[child] == found.generation[found.parent[child]] + 1).all()
    assert (found.root[child] == found.root[found.parent[child]]).all()


def test_larger_audiences_are_reshared_more():
    many, found = crowd(), cascades(0.4)
    child = found.parent != NO_PARENT
    reshared = np.bincount(found.parent[child], minlength=len(found.minute))
    large = many.pull[found.author] > 2

    assert reshared[large].mean() > 4 * reshared[~large].mean()


def test_nothing_is_reshared_after_the_end():
    assert cascades(0.6, until=30.0).minute.max() < 30.0


def test_without_posts_there_are_no_reshares():
    assert len(cascades(0.5, n=0).minute) == 0


def test_a_ratio_with_which_a_cascade_need_not_end_is_refused():
    with pytest.raises(ValueError, match="below 1"):
        cascades(1.0, n=3)
