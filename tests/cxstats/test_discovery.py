import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from cxstats.discovery import benjamini_hochberg


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.sampled_from([0.05, 0.1]))
def test_it_equals_statsmodels(p, rate):
    mine = benjamini_hochberg(p, rate)

    rejected, q = multipletests(p, rate, method="fdr_bh")[:2]
    assert mine.q == pytest.approx(q, abs=1e-15)
    assert mine.rejected.tolist() == rejected.tolist()


def test_the_papers_own_example():
    """Benjamini & Hochberg (1995), section 3.2: 15 tests, 4 rejected at 0.05."""
    p = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]

    assert benjamini_hochberg(p, 0.05).rejected.tolist() == [True] * 4 + [False] * 11


def test_unknown_p_values_neither_count_nor_are_picked():
    p = np.array([[0.04, np.nan], [0.6, np.nan]])

    mine = benjamini_hochberg(p)

    assert mine.rejected.tolist() == [[True, False], [False, False]]
    assert mine.q[:, 0].tolist() == [0.08, 0.6]
    assert np.isnan(mine.q[:, 1]).all()


def test_no_p_value_at_all_is_fine_and_a_wrong_one_is_not():
    assert benjamini_hochberg([]).rejected.tolist() == []
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        benjamini_hochberg([1.2])
