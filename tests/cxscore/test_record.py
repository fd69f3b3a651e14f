import pytest

from cxscore.judges import JUDGES
from cxscore.line import Against, Bar, Line, Trial
from cxscore.record import Made, as_json, as_markdown, bar_in_words
from cxscore.running import scored
from cxscore.score import score

MADE = Made("heedful scorecard --seeds 2", "0.1.0", "2026-11-25", "2 processors")


@pytest.mark.parametrize(
    ("bar", "percent", "words"),
    [
        (Bar(low=0.9), True, "at least 90%"),
        (Bar(low=0.88, high=0.92), True, "88% to 92%"),
        (Bar(low=-0.05, high=0.05), True, "-5% to 5%"),
        (Bar(high=2), False, "at most 2"),
        (
            Bar(high=0.7, against=Against.USUAL_RATIO),
            True,
            "at most 70% of the usual method's figure",
        ),
        (
            Bar(low=0.15, against=Against.USUAL_DIFFERENCE),
            True,
            "at least 15 points above the usual method",
        ),
        (
            Bar(low=-0.01, against=Against.USUAL_DIFFERENCE),
            True,
            "at most 1 point below the usual method",
        ),
        (Bar(low=0, against=Against.USUAL_DIFFERENCE), False, "not below the usual method"),
        (Bar(low=0.9, against=Against.ORACLE_RATIO), True, "at least 90% of the oracle's figure"),
        (
            Bar(low=-0.02, against=Against.ORACLE_DIFFERENCE),
            True,
            "at most 2 points below the oracle",
        ),
    ],
)
def test_bars_in_words(bar, percent, words):
    assert bar_in_words(Line("a", "b", "c?", "d", bar, percent=percent)) == words


def test_a_record_tells_figures_bar_and_verdict():
    line = Line("top", "Ranks", "How often?", "share", Bar(low=0.9), usual="Raw ranks")
    record = as_json([score(line, [Trial("top", 0.95, 0.4, weight=10)])], MADE)
    assert record["lines"] == [
        {
            "name": "top",
            "area": "Ranks",
            "asks": "How often?",
            "per": "share",
            "ours": "95.0%",
            "error": None,
            "usual": "Raw ranks",
            "usual_figure": "40.0%",
            "oracle": "",
            "oracle_figure": None,
            "bar": "at least 90%",
            "verdict": "met",
            "trials": 1,
            "cases": 10,
            "value": 0.95,
        }
    ]
    assert as_markdown(record).splitlines()[-1] == (
        '| <a id="top"></a>How often? (share) | 95.0% | at least 90% | met | Raw ranks: 40.0% |  |'
        " 10 in 1 trials |"
    )


def test_names_of_lines_are_given_once():
    names = [line.name for judge in JUDGES for line in judge.lines]
    assert sorted(set(names)) == sorted(names)


def test_a_trial_of_no_line_is_an_error():
    with pytest.raises(KeyError, match="no judge has the line unknown"):
        scored([Trial("unknown", 1.0)])
