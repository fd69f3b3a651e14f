import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from cxstats.matched import matched_difference


def shifts(rng, size=240):
    frame = pd.DataFrame(
        {
            "n": rng.integers(1, 6, size).astype(float),
            "senior": rng.integers(0, 2, size).astype(float),
            "stratum": np.arange(size) % 8,
            "day": np.arange(size) // 4,
        }
    )
    luck = rng.normal(0, 0.3, size // 4 + 1)[frame.day]
    frame["mean"] = 7 + 0.2 * frame.stratum + 0.4 * frame.senior + luck + rng.normal(0, 0.7, size)
    return frame


def compared(frame, group, **options):
    return matched_difference(
        frame["mean"],
        frame.n,
        frame.senior,
        stratum=frame.stratum,
        cluster=frame.day,
        group=group,
        **options,
    )


def test_it_equals_statsmodels_regression_with_clusters():
    frame = shifts(np.random.default_rng(5))

    mine = compared(frame, np.zeros(len(frame)), shift_ratio=0.5)

    theirs = smf.wls("mean ~ senior + C(stratum)", frame, weights=frame.n / (1 + frame.n / 2)).fit(
        cov_type="cluster", cov_kwds={"groups": frame.day}, use_t=True
    )
    assert mine.value[0] == pytest.approx(theirs.params["senior"])
    assert mine.se[0] == pytest.approx(theirs.bse["senior"])
    low, high = theirs.conf_int().loc["senior"]
    assert (mine.low[0], mine.high[0]) == pytest.approx((low, high))
    assert mine.clusters.tolist() == [60]


def test_groups_are_compared_each_by_itself():
    parts = [shifts(np.random.default_rng(seed)) for seed in (6, 7)]
    second = parts[1].assign(stratum=parts[1].stratum + 8, day=parts[1].day + 60)

    together = compared(pd.concat([parts[0], second]), np.repeat([0, 1], 240))

    alone = [compared(part, np.zeros(240)) for part in parts]
    assert together.value == pytest.approx([one.value[0] for one in alone])
    assert together.se == pytest.approx([one.se[0] for one in alone])


def test_strata_without_a_difference_are_left_out():
    frame = shifts(np.random.default_rng(8))
    frame.loc[frame.stratum == 0, "senior"] = 1

    found = compared(frame, np.zeros(len(frame)))

    assert found.shifts_with[0] + found.shifts_without[0] == 210
    assert found.n[0] == frame.n[frame.stratum > 0].sum()


def test_little_gives_no_result():
    pair = {"stratum": [0, 0], "cluster": [0, 1], "group": [0, 0]}
    none = {"stratum": [], "cluster": [], "group": []}

    few = matched_difference([8, 7], [1, 1], [1, 0], **pair)

    assert np.isnan(few.value).tolist() == [True]
    assert few.shifts_with.tolist() == [1]
    assert matched_difference([], [], [], **none).value.size == 0


def test_bad_columns_are_refused():
    one = {"stratum": [0], "cluster": [0], "group": [0]}
    with pytest.raises(ValueError, match="one shape"):
        matched_difference([8, 7], [1], [1], **one)
    with pytest.raises(ValueError, match="negative"):
        matched_difference([8], [-1], [1], **one)
