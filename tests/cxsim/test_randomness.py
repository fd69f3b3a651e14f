from collections import Counter

import numpy as np
import pytest

from cxsim.randomness import draw_by_row, draw_names, stream


def test_parts_have_streams_of_their_own():
    first, again, other = (stream(7, part).random(3).tolist() for part in ("a", "a", "b"))

    assert first == again
    assert first != other


def test_each_row_is_drawn_by_its_own_shares():
    shares = np.array([[1.0, 1.0, 2.0], [0.0, 5.0, 0.0]])
    row = np.repeat([0, 1], 40_000)
    drawn = draw_by_row(shares, row, np.random.default_rng(1))

    assert np.bincount(drawn[:40_000]) / 40_000 == pytest.approx([0.25, 0.25, 0.5], abs=0.01)
    assert set(drawn[40_000:].tolist()) == {1}


def test_names_are_drawn_by_their_shares():
    drawn = Counter(draw_names({"maps": 3.0, "tables": 1.0, "none": 0.0}, 40_000,
                               np.random.default_rng(1)))  # fmt: skip

    assert drawn["maps"] / 40_000 == pytest.approx(0.75, abs=0.01)
    assert set(drawn) == {"maps", "tables"}
    assert draw_names({"maps": 1.0}, 0, np.random.default_rng(1)) == []
