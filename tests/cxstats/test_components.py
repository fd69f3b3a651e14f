"""Variances against lme4, statsmodels, textbook arithmetic and known truth."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from cxstats.components import NothingToSplit, variance_components

REFERENCE = Path(__file__).parent / "reference"
LME4 = json.loads((REFERENCE / "lme4.json").read_text())

# Davies (1972): sums of the five yields of each batch, and of their squares.
DYESTUFF = (
    [7525, 7640, 7820, 7490, 8000, 7350],
    [11341025, 11678350, 12236250, 11238900, 12810000, 10808350],
)
# Sums of the two strengths of each of three casks, ten batches, and of their squares.
PASTES = (
    [
        *(125.4, 122.4, 125.8, 121.4, 114.4, 120.0, 116.2, 127.0, 129.1, 113.5),
        *(115.5, 129.2, 110.2, 108.9, 116.3, 128.3, 117.4, 120.5, 125.1, 119.7),
        *(114.6, 118.6, 131.2, 128.9, 109.6, 128.0, 114.5, 117.6, 118.4, 115.5),
    ],
    [
        *(7862.60, 7493.30, 7912.90, 7369.96, 6543.86, 7202.42, 6751.94, 8064.82, 8334.85),
        *(6441.37, 6671.57, 8346.34, 6072.02, 5929.73, 6763.69, 8231.57, 6892.10, 7260.25),
        *(7825.01, 7166.69, 6566.90, 7033.00, 8607.04, 8307.85, 6006.08, 8192.00, 6555.53),
        *(6915.38, 7009.28, 6672.77),
    ],
)
# Sums of the diameters of 24 plates and of 6 samples of penicillin, and of all squares.
PLATES = [
    *(143, 143, 139, 140, 138, 135, 129, 143, 133, 133, 144, 141),
    *(147, 141, 144, 138, 136, 136, 129, 144, 132, 136, 134, 130),
]
SAMPLES, PENICILLIN_SQUARES = [604, 527, 598, 549, 551, 479], 76582


def rows(y, factors, **options):
    answers = np.asarray(y, dtype=float)
    return variance_components(np.ones(answers.size), answers, answers**2, factors, **options)


def expect(found, name, *order, rel=2e-5):
    reference = LME4[name]
    assert found.mean == pytest.approx(reference["mean"], rel=1e-7)
    wanted = [reference[part] for part in (*order, "Residual")]
    assert found.value == pytest.approx(np.array(wanted), rel=rel, abs=1e-6)


def test_one_factor_agrees_with_lme4_from_sums_alone():
    total, squares = DYESTUFF
    expect(variance_components(np.full(6, 5), total, squares, [range(6)]), "Dyestuff", "Batch")


def test_a_factor_that_explains_nothing_is_zero_with_room_above():
    total = [31.134, 23.280, 37.606, 28.424, 30.398, 19.126]
    squares = [1363.35368 - np.square(total[1:]).sum() / 5, *(np.square(total[1:]) / 5)]
    found = variance_components(np.full(6, 5), total, squares, [range(6)])

    expect(found, "Dyestuff2", "Batch")
    assert (found.value[0], found.low[0], found.high[0] > 0) == (0, 0, True)


def test_nested_factors_agree_with_lme4_from_sums_alone():
    total, squares = PASTES
    cask = np.arange(30)
    found = variance_components(np.full(30, 2), total, squares, [cask // 3, cask])

    expect(found, "Pastes", "batch", "sample")


def test_crossed_factors_agree_with_lme4_from_their_margins():
    """Only margins and the sum of squares matter; each diameter may be any that fits them."""
    plates, samples = np.array(PLATES), np.array(SAMPLES)
    diameter = plates[:, None] / 6 + samples / 24 - plates.sum() / 144
    squares = diameter**2
    squares[0, 0] += PENICILLIN_SQUARES - squares.sum()
    plate, sample = (grid.ravel() for grid in np.indices((24, 6)))
    found = variance_components(np.ones(144), diameter.ravel(), squares.ravel(), [sample, plate])

    expect(found, "Penicillin", "sample", "plate")


def made():
    i = np.arange(3000)
    place, guest = i % 17, (i * 31) % 311
    day = place * 100 + (i * i) % 23
    y = (i**3 + 13 * i) % 11 + (place * 5) % 7 + (day * 3) % 5 + (guest % 9) / 3
    return y, place, day, guest


def test_nested_and_crossed_factors_together_agree_with_lme4():
    y, place, day, guest = made()

    expect(rows(y, [place, day, guest]), "made", "place", "day", "guest")


def test_cells_of_several_rows_say_what_the_rows_say():
    y, place, day, _ = made()
    _, cell = np.unique(day, return_inverse=True)
    sums = [np.bincount(cell, weight) for weight in (np.ones(y.size), y, y**2)]
    first = np.unique(day, return_index=True)[1]
    from_cells = variance_components(*sums, [place[first], day[first]])
    from_rows = rows(y, [place, day])

    assert from_cells.value == pytest.approx(from_rows.value, rel=1e-6)
    assert from_cells.own == pytest.approx(from_rows.own, rel=1e-7)


def test_statsmodels_finds_the_same_for_days_within_places():
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(12), 40)
    day = place * 10 + rng.integers(0, 10, 480)
    y = rng.normal(0, 1, 12)[place] + rng.normal(0, 0.8, 120)[day] + rng.normal(0, 2, 480)
    model = MixedLM.from_formula(
        "y ~ 1",
        pd.DataFrame({"y": y, "place": place, "day": day}),
        groups="place",
        re_formula="1",
        vc_formula={"day": "0 + C(day)"},
    ).fit(reml=True)
    found = rows(y, [place, day])

    wanted = [model.cov_re.iloc[0, 0], model.vcomp[0], model.scale]
    assert found.value == pytest.approx(np.array(wanted), rel=2e-3)


@pytest.mark.peer
def test_students_lecturers_and_departments_agree_with_lme4(tmp_path):
    """InstEval is not kept here; it is read from R, which `tools/run_tests.py` installs."""
    file = tmp_path / "insteval.csv"
    script = (
        "data(InstEval, package='lme4');"
        f"write.csv(sapply(InstEval[c('y','d','s','dept')], as.integer), '{file}', row.names=F)"
    )
    program = shutil.which("Rscript")
    found = program and subprocess.run([program, "-e", script], check=False).returncode == 0
    if not found and "CI" not in os.environ:
        pytest.skip("R with lme4 is not on this machine")
    assert found, "R with lme4 (Debian's r-cran-lme4) must be there under CI"
    y, lecturer, student, department = np.loadtxt(file, delimiter=",", skiprows=1, dtype=int).T

    expect(rows(y, [department, lecturer, student]), "InstEval", "dept", "d", "s")


def test_what_a_place_says_itself_is_its_mean_when_days_do_not_matter():
    rng = np.random.default_rng(3)
    place = np.repeat(np.arange(8), 50)
    y = rng.normal(0, 1, 8)[place] + rng.normal(0, 1, 400)
    found = rows(y, [place])

    assert found.own == pytest.approx(np.bincount(place, y) / 50)
    assert found.own_error == pytest.approx(np.full(8, found.value[1] / 50))


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(11)
    place, day = np.repeat(np.arange(40), 60), np.repeat(np.arange(800), 3)
    truth, held = np.array([0.5, 0.8, 4.0]), np.zeros(3)
    for _ in range(60):
        y = rng.normal(0, truth[0] ** 0.5, 40)[place] + rng.normal(0, truth[1] ** 0.5, 800)[day]
        found = rows(y + rng.normal(0, 2, 2400), [place, day])
        held += (found.low <= truth) & (truth <= found.high)

    assert held.min() >= 52


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ([[0, 0, 0, 0, 0, 0]], [False, True]),  # one level
        ([[0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 5]], [True, False, True]),  # nobody came twice
        ([[0, 0, 0, 1, 1, 1], [7, 7, 7, 5, 5, 5]], [True, False, True]),  # the same division
    ],
)
def test_what_the_data_cannot_tell_is_unknown_and_not_zero(factors, told):
    found = rows([1, 2, 4, 3, 3, 5], factors)

    assert found.told.tolist() == told
    assert np.isfinite(found.value).tolist() == told
    assert found.share[found.told].sum() == pytest.approx(1)


@pytest.mark.parametrize("answers", [[], [4], [4, 5], [3, 3, 3, 3]])
def test_answers_that_do_not_differ_have_nothing_to_split(answers):
    with pytest.raises(NothingToSplit):
        rows(answers, [np.arange(len(answers)) % 2])


@pytest.mark.parametrize(
    ("n", "total", "factors"),
    [([1, 1], [1, np.nan], [[0, 1]]), ([1, -1], [1, 1], [[0, 1]]), ([1, 1], [1, 1], [[0]]),
     ([1, 1], [1, 1], [])],
)  # fmt: skip
def test_bad_input_is_named(n, total, factors):
    with pytest.raises(ValueError):
        variance_components(n, total, [1, 1], factors)
