"""The split of variance on a real survey, whose answers come in clusters of interviewers' runs."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from cxstats.components import variance_components

REFERENCE = Path(__file__).parents[1] / "cxstats" / "reference" / "sfo.json"


def test_areas_and_runs_of_interviewers_are_split_as_lme4_does(real_data):
    lme4 = json.loads(REFERENCE.read_text())
    (path,) = (real_data / "sfo_customer_survey").glob("2015_*.gz")
    with gzip.open(path, "rt") as file:
        rows = [
            (row["BAREA"], row["RUNID"], float(row["Q7ALL"]))
            for row in csv.DictReader(file)
            if row["Q7ALL"] in set("12345") and row["BAREA"] in set("ABCDEFG")
        ]
    area, run = (np.unique([row[i] for row in rows], return_inverse=True)[1] for i in (0, 1))
    answer = np.array([row[2] for row in rows])
    found = variance_components(np.ones(answer.size), answer, answer**2, [area, run])

    assert (found.n, run.max() + 1) == (lme4["n"], lme4["runs"])
    assert found.mean == pytest.approx(lme4["mean"], rel=1e-6)
    wanted = [lme4[name] for name in ("BAREA", "RUNID", "Residual")]
    assert found.value == pytest.approx(np.array(wanted), rel=1e-4, abs=1e-6)
