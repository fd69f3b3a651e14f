"""Published results on public data; the data are not kept here."""

import csv
import gzip

import numpy as np
import pytest

from cxstats.dominance import general_dominance

# Correlations of R's data set attitude: rating, complaints, privileges, learning, raises,
# critical, advance (Chatterjee & Price 1977), 30 departments.
ATTITUDE = {
    (0, 1): 0.825417569542146, (0, 2): 0.426116870100264, (0, 3): 0.623678164500211,
    (0, 4): 0.590138994877686, (0, 5): 0.156439151607238, (0, 6): 0.155086252601194,
    (1, 2): 0.558288200727029, (1, 3): 0.596735806267436, (1, 4): 0.669197480598074,
    (1, 5): 0.187714271224677, (1, 6): 0.224579552888947, (2, 3): 0.493330965641802,
    (2, 4): 0.445477938072245, (2, 5): 0.147233135976634, (2, 6): 0.343293433839615,
    (3, 4): 0.640314372822134, (3, 5): 0.115965246489753, (3, 6): 0.531619788141277,
    (4, 5): 0.376882965169379, (4, 6): 0.574186160521001, (5, 6): 0.283343174035317,
}  # fmt: skip
HOSPITALS = (
    *("Nurse_Communication", "Doctor_Communication", "Staff_Responsiveness"),
    *("Medicine_Communication", "Discharge_Information", "Care_Transition"),
    *("Cleanliness", "Quietness"),
)


def test_attitude_ratings_have_their_shares():
    """Computed with R's relaimpo (Grömping 2006)."""
    matrix = np.eye(7)
    for (i, j), r in ATTITUDE.items():
        matrix[i, j] = matrix[j, i] = r
    last = [1, 2, 3, 4, 5, 6, 0]
    shares, _ = general_dominance(matrix[np.ix_(last, last)][None])

    wanted = [0.37082, 0.05090, 0.15577, 0.12035, 0.00659, 0.02818]
    assert shares[0].round(5).tolist() == wanted


def test_shares_of_hospitals_add_up_to_the_published_fit(real_data):
    """R squared of the regression of 3,197 hospitals' overall rating, HCAHPS 2023/24."""
    path = real_data / "hcahps_hospital_2023_24" / "hospital_analysis.csv.gz"
    with gzip.open(path, "rt") as file:
        rows = [
            [float(row[name]) for name in (*HOSPITALS, "Overall_Rating")]
            for row in csv.DictReader(file)
        ]
    shares, r_squared = general_dominance(np.corrcoef(np.array(rows), rowvar=False)[None])

    assert len(rows) == 3197
    assert r_squared[0] == pytest.approx(0.860, abs=5e-4)
    assert shares[0].sum() == pytest.approx(r_squared[0])
    assert HOSPITALS[int(shares[0].argmax())] == "Care_Transition"
