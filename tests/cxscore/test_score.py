from math import isnan, sqrt

import pytest

from cxscore.line import Against, Bar, Line, Trial
from cxscore.score import Verdict, score


def line(bar, **more):
    return Line(name="a", area="b", asks="c?", per="d", bar=bar, **more)


def test_figures_are_weighted_means_over_seeds_with_their_error():
    trials = [Trial("a", 0.9, 0.5, weight=3), Trial("a", 0.7, 0.1, weight=1)]
    got = score(line(Bar(low=0.8)), trials)
    assert (got.ours, got.usual, got.cases, got.trials) == pytest.approx((0.85, 0.4, 4, 2))
    # By hand: weights 3/4 and 1/4, distances 0.05 and 0.15, two seeds.
    assert got.error == pytest.approx(sqrt(2 * ((0.75 * 0.05) ** 2 + (0.25 * 0.15) ** 2)))
    assert isnan(got.oracle)


@pytest.mark.parametrize(
    ("bar", "ours", "usual", "oracle", "verdict"),
    [
        (Bar(low=0.9), 0.9, None, None, Verdict.MET),
        (Bar(low=0.9), 0.89, None, None, Verdict.MISSED),
        (Bar(low=0.9), 0.89, None, 0.95, Verdict.MISSED),
        (Bar(low=0.9), 0.76, None, 0.84, Verdict.AS_GOOD_AS_CAN_BE),
        (Bar(low=0.9), 0.75, None, 0.84, Verdict.MISSED),
        (Bar(low=0.88, high=0.92), 0.93, None, None, Verdict.MISSED),
        (Bar(high=0.7, against=Against.USUAL_RATIO), 0.6, 1.0, None, Verdict.MET),
        (Bar(high=0.7, against=Against.USUAL_RATIO), 0.8, 1.0, None, Verdict.MISSED),
        (Bar(low=0.15, against=Against.USUAL_DIFFERENCE), 0.6, 0.4, None, Verdict.MET),
        (Bar(low=0.15, against=Against.USUAL_DIFFERENCE), 0.5, 0.4, 0.6, Verdict.MISSED),
        (
            Bar(low=0.15, against=Against.USUAL_DIFFERENCE),
            *(0.5, 0.4, 0.54),
            Verdict.AS_GOOD_AS_CAN_BE,
        ),
        (Bar(low=0.9, against=Against.ORACLE_RATIO), 0.44, None, 0.5, Verdict.MISSED),
        (Bar(low=0.9, against=Against.ORACLE_RATIO), 0.46, None, 0.5, Verdict.MET),
        (Bar(low=-0.01, against=Against.ORACLE_DIFFERENCE), 0.46, None, 0.5, Verdict.MISSED),
    ],
)
def test_verdicts(bar, ours, usual, oracle, verdict):
    assert score(line(bar), [Trial("a", ours, usual, oracle)]).verdict == verdict


def test_where_smaller_is_better_near_the_oracle_means_not_much_larger():
    asked = line(Bar(high=0.1), larger_is_better=False)
    assert score(asked, [Trial("a", 0.21, None, 0.2)]).verdict == Verdict.AS_GOOD_AS_CAN_BE
    assert score(asked, [Trial("a", 0.23, None, 0.2)]).verdict == Verdict.MISSED


def test_nothing_tried_is_an_error():
    with pytest.raises(ValueError, match="nothing was tried for a"):
        score(line(Bar()), [])
