import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxstats.histograms import value_moments
from cxstats.sums import CellLayout, ItemScale, count_cells

LAYOUT = CellLayout((ItemScale(0, 10),))
RECOMMEND = np.repeat([-100.0, 0.0, 100.0], [7, 2, 2])


@given(st.lists(st.integers(0, 10), min_size=1, max_size=40))
def test_any_metric_equals_its_values_summed_one_by_one(answers):
    scores = np.array(answers, dtype=np.int16)[:, None]
    cells = count_cells(scores, np.zeros(len(answers), dtype=np.int64), 1, LAYOUT)

    mine = value_moments(cells[:, LAYOUT.histogram(0)], RECOMMEND)

    values = RECOMMEND[answers]
    assert [mine.n[0], mine.total[0], mine.squares[0]] == [
        len(answers),
        values.sum(),
        (values**2).sum(),
    ]


def test_weighted_moments_keep_the_weighted_mean_and_kishs_n():
    scores, weights = np.array([[10], [3], [9]], dtype=np.int16), np.array([1, 3, 2]) * 500_000
    cells = count_cells(scores, np.zeros(3, dtype=np.int64), 1, LAYOUT, weights)

    squares = cells[:, LAYOUT.weight_squares(0)]
    mine = value_moments(cells[:, LAYOUT.histogram(0)], ItemScale(0, 10).values(), squares)

    assert mine.n == pytest.approx([36 / 14])
    assert mine.total / mine.n == pytest.approx([np.average([10, 3, 9], weights=[1, 3, 2])])
    assert mine.squares / mine.n == pytest.approx([np.average([100, 9, 81], weights=[1, 3, 2])])


def test_an_answer_without_value_is_left_out():
    mine = value_moments([[3, 4, 5]], [1, np.nan, 0])

    assert [mine.n[0], mine.total[0]] == [8, 3]


def test_one_value_for_each_bin_is_asked_for():
    with pytest.raises(ValueError, match="bins"):
        value_moments([[1, 2, 3]], [1, 2])
