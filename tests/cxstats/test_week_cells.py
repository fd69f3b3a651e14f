import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from cxstats.week_cells import week_cells


def shifts(rng, *, cells=4, per_cell=30):
    """Answers of shifts of one location, with luck that the guests of a shift share."""
    sizes = rng.integers(1, 9, cells * per_cell)
    cell = np.arange(len(sizes)) % cells
    shift = np.repeat(np.arange(len(sizes)), sizes)
    luck = rng.normal(0, 0.6, len(sizes))
    y = 7 + 0.3 * cell[shift] + luck[shift] + rng.normal(0, 1, len(shift))
    frame = pd.DataFrame({"y": y, "shift": shift, "cell": cell[shift]})
    sums = [np.bincount(shift, one) for one in (np.ones(len(y)), y, y * y)]
    return frame, sums, cell


def test_it_equals_statsmodels_mixed_model():
    frame, sums, cell = shifts(np.random.default_rng(3))

    mine = week_cells(*sums, location=np.zeros(len(cell)), cell=cell, shape=(1, 4))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = smf.mixedlm("y ~ 0 + C(cell)", frame, groups=frame["shift"]).fit(method="powell")
    assert mine.sigma2 == pytest.approx(theirs.scale, rel=1e-4)
    assert mine.shift_tau2 == pytest.approx(float(theirs.cov_re.iloc[0, 0]), rel=1e-3)
    assert mine.mean[0] == pytest.approx(theirs.fe_params.to_numpy(), abs=1e-4)
    assert np.sqrt(mine.variance[0]) == pytest.approx(theirs.bse_fe.to_numpy(), rel=1e-3)


def test_a_day_with_many_answers_does_not_drown_the_others():
    n = np.array([200.0, 2, 2, 2, 2, 2])
    mean = np.array([5.0, 8, 8.5, 7.5, 8, 8])

    cells = week_cells(n, n * mean, n * mean**2 + n, location=[0] * 6, cell=[0] * 6, shape=(1, 1))

    assert cells.mean[0, 0] > (n * mean).sum() / n.sum() + 1


def test_nothing_gives_nothing_and_one_answer_one_cell():
    nothing = week_cells([], [], [], location=[], cell=[], shape=(2, 3))
    one = week_cells([1], [8], [64], location=[1], cell=[2], shape=(2, 3))

    assert np.isnan(nothing.mean).all()
    assert one.n.tolist() == [[0, 0, 0], [0, 0, 1]]
    assert one.mean[1, 2] == pytest.approx(8)


def test_places_outside_the_week_are_refused():
    with pytest.raises(ValueError, match=r"outside \(1, 2\)"):
        week_cells([1], [8], [64], location=[0], cell=[2], shape=(1, 2))
    with pytest.raises(ValueError, match="one shape"):
        week_cells([1, 2], [8], [64], location=[0], cell=[0], shape=(1, 1))
