"""Student evaluations of which half are straight lines (UCI, data set 262)."""

import csv
import gzip

import numpy as np

from cxstats.careless import careless_answers
from cxstats.patterns import answer_patterns
from cxstats.straight import chance_of_straight


def test_half_of_the_students_ticked_one_column(real_data):
    file = real_data / "uci_turkiye_evaluation" / "turkiye-student-evaluation_generic.csv.gz"
    with gzip.open(file, "rt") as text:
        rows = list(csv.reader(text))[1:]
    scores = np.array([[int(float(x)) for x in row[-28:]] for row in rows], dtype=np.int16)
    straight = answer_patterns(scores).straight
    assert (len(scores), round(float(straight.mean()), 3)) == (5820, 0.513)

    # Nobody's time is known; even so close a set of questions does not explain so many lines.
    found = careless_answers(chance_of_straight(scores, 1, 5), np.full(len(scores), np.nan))
    doubted = found.probability >= 0.5
    np.testing.assert_array_equal(doubted, straight)
